import { sameHandles } from './members/exchange.ts'
import type { OutsideCall } from './solver.ts'

/** Is the type one of Exchange's? */
export function isExchange(name: string): boolean {
  return name.startsWith('Microsoft.Exchange.')
}

const messageTypes = new Set([
  ...['Microsoft.Exchange.Data.Transport.MailItem', 'Microsoft.Exchange.Data.Transport.DeliverableMailItem'],
  ...['Microsoft.Exchange.Data.Transport.Email.EmailMessage', 'Microsoft.Exchange.Data.Transport.Email.Body'],
  ...['Microsoft.Exchange.Data.Transport.Email.Attachment', 'Microsoft.Exchange.Data.Transport.Email.AttachmentCollection'],
  ...['Microsoft.Exchange.Data.Mime.MimeDocument', 'Microsoft.Exchange.Data.Mime.MimePart', 'Microsoft.Exchange.Data.Mime.MimeNode'],
])

/** Does an object of this type stand for content of the message? */
export function isMessage(name: string): boolean {
  return messageTypes.has(name)
}

const same = new Map<string, string>(sameHandles.map(([one, other]) => [one, other]))

/**
 * An Exchange member that gives back an object gives one that belongs to the same message as the receiver: one for each type, and for
 * property bags one for each member. Without a receiver it is a new message.
 */
export function giveHandle({ step, callee, receiver, result }: OutsideCall): void {
  const { solver, site } = step
  const { graph, elements, heap } = solver
  const name = isExchange(callee.returnsName) ? callee.returnsName : (same.get(callee.api) ?? callee.api)
  if (receiver < 0) {
    const root = elements.of({ kind: 'object', type: 0, name: callee.returnsName, site, depth: step.instance.depth })
    graph.add(result, elements.of({ kind: 'handle', root, name }))
    return
  }
  heap.objects(receiver, (object, item) => {
    graph.add(
      result,
      elements.of({ kind: 'handle', root: item.kind === 'handle' ? item.root : item.kind === 'object' && item.type === 0 ? object : solver.mail, name }),
    )
  })
}
