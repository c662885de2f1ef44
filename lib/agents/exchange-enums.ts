/** Members of Exchange's enumerations that conditions compare a property with, by the name of the property; the numbers as they stand in code. */
export const enumMembers: ReadonlyMap<string, readonly string[]> = new Map([
  ['BodyFormat', ['None', 'Text', 'Rtf', 'Html']],
  ['AuthenticationSource', ['Anonymous', 'Organization', 'Partner']],
  ['MessageSecurityType', ['None', 'ClearSigned', 'OpaqueSigned', 'Encrypted']],
  ['Priority', ['Normal', 'Urgent', 'NonUrgent']],
  ['Sensitivity', ['None', 'Personal', 'Private', 'CompanyConfidential']],
  ['BodyType', ['NotSpecified', 'SevenBit', 'EightBitMime', 'BinaryMime']],
])

/** Properties that tell of what kind a message is: nobody is aimed at by them, nor a topic. */
export const kindProperties: ReadonlySet<string> = new Set([
  ...enumMembers.keys(),
  'IsSystemMessage',
  'IsOpaqueMessage',
  'IsInterpersonalMessage',
  'MapiMessageClass',
])
