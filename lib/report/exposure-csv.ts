import type { ExposedMessage } from '../profile/exposure.ts'
import type { Profile } from '../profile/profile.ts'
import { csvLine } from './csv.ts'

const columns = ['file_sha256', 'file_name', 'meets', 'time', 'zone', 'message_id', 'sender', 'return_path', 'recipients', 'subject', 'event', 'source', 'line']

/** The first line of a table of mail that met a condition. RFC 4180: fields apart by commas, lines end in CR LF. */
export const exposureHead = `${columns.join(',')}\r\n`

/** One message as the log has it, recipients apart by semicolons. `time` is as it is written where it cannot be read. */
export function exposureLine({ file }: Pick<Profile, 'file'>, { message, meets }: ExposedMessage): string {
  const { time, messageId, sender, returnPath, recipients, subject, event, component, origin } = message
  return csvLine([
    file.sha256,
    file.name,
    meets,
    time.iso ?? time.text,
    time.zone,
    messageId,
    sender,
    returnPath,
    recipients.join(';'),
    subject,
    `${component} ${event}`,
    origin.source,
    origin.line,
  ])
}
