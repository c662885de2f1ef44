import { openContext } from '../../lib/context/open.ts'

const header = [
  '#Software: Microsoft Exchange Server',
  '#Version: 15.02.1118.007',
  '#Log-type: Message Tracking Log',
  '#Date: 2026-11-20T00:00:00.000Z',
  '#Fields: date-time,client-ip,client-hostname,server-ip,server-hostname,source-context,connector-id,source,event-id,internal-message-id,message-id,network-message-id,recipient-address,recipient-status,total-bytes,recipient-count,related-recipient-address,reference,message-subject,sender-address,return-path,message-info,directionality,tenant-id,original-client-ip,original-server-ip,custom-data,transport-traffic-type,log-id,schema-version',
  '',
].join('\r\n')

/** A made-up message tracking log in pieces of about 64 KB, as long as asked for. */
export function* trackingLog(bytes: number): Generator<Uint8Array> {
  const encoder = new TextEncoder()
  let written = 0
  let line = 0
  let text = header
  while (written < bytes) {
    while (text.length < 65_536) {
      line += 1
      const time = new Date(Date.UTC(2026, 10, 20) + line * 100).toISOString()
      text += `${time},198.51.100.33,mx.partner.example,192.0.2.10,EX01,"08DE;${line};0",EX01\\Default,SMTP,RECEIVE,${line},<m${line}@partner.example>,net-${line},user${line}@contoso.invalid;eve@contoso.invalid,,${line % 90_000},2,,,"Subject, ${line}",ann@partner.example,ann@partner.example,0cI: NTS:,Incoming,,198.51.100.33,192.0.2.10,S:ProxyHop1=EX01,Email,id-${line},15.02.1118.007\r\n`
    }
    const piece = encoder.encode(text)
    text = ''
    written += piece.length
    yield piece
  }
}

/** Reads that many bytes of the log and keeps nothing; run in a process of its own, with little memory. */
export function readTrackingLog(bytes: number): { readonly records: number; readonly recipients: number; readonly skipped: number } {
  let recipients = 0
  const reader = openContext('MSGTRK.LOG', (record) => {
    if (record.kind === 'message') recipients += record.recipients.length
  })
  for (const piece of trackingLog(bytes)) reader.push(piece)
  const { records, skippedCount } = reader.end()
  return { records, recipients, skipped: skippedCount }
}
