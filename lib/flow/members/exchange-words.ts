/** Namespace of the parts of a message. */
export const mime = 'Microsoft.Exchange.Data.Mime'
/** A collection of parts stands for each of its parts, so that queries over it find them. */
export const group = 'return > return.element'
/** What an enumerator has is what its collection has. */
export const enumerate = 'this.element > return.element'
/** What comes out is a piece of the value itself. */
export const fromThis = 'this ~> return'
/** The message as bytes: the one that Exchange received, and, of one that the code made or loaded, what it put there. */
export const mimeStream = 'source mail-mime content > return.content; this.content ~> return.content'
/** Text of a header: of the message that Exchange received, and, of a header that the code made, what it put there. */
export const headerText = 'source mail-header text > return; this.value > return; this.content ~> return'
/** A flag or number that stands in a header or on the envelope: it tells nothing of the text. */
export const headerMark = 'source mail-header measure > return'
/** An address in a header. */
export const headerAddress = 'source mail-header address > return; this.value > return; this.content ~> return'
/** A header gets a new value. */
export const setHeader = '0 > this.value; 0 ~> this.content; sink mail-header 0'
/** What a message says of itself without telling what is in it: a kind, a flag. */
export const mark = 'source mail-mime measure > return'
/** A comparison, a count: a measure of what it looks at. */
export const look = 'this ~measure> return; params ~measure> return'
