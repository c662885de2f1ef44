/** Element types in signatures. II.23.1.16 */
export const elementType = {
  VOID: 0x01, BOOLEAN: 0x02, CHAR: 0x03, I1: 0x04, U1: 0x05, I2: 0x06, U2: 0x07, I4: 0x08, U4: 0x09, I8: 0x0a, U8: 0x0b,
  R4: 0x0c, R8: 0x0d, STRING: 0x0e, PTR: 0x0f, BYREF: 0x10, VALUETYPE: 0x11, CLASS: 0x12, VAR: 0x13, ARRAY: 0x14,
  GENERICINST: 0x15, TYPEDBYREF: 0x16, I: 0x18, U: 0x19, FNPTR: 0x1b, OBJECT: 0x1c, SZARRAY: 0x1d, MVAR: 0x1e,
  CMOD_REQD: 0x1f, CMOD_OPT: 0x20, SENTINEL: 0x41, PINNED: 0x45,
  /** In custom attributes only: System.Type, a boxed value, an enum. II.23.3 */
  TYPE: 0x50, BOXED: 0x51, ENUM: 0x55,
} as const

/** Primitive element types by their System name. */
export const primitiveNames: ReadonlyMap<number, string> = new Map<number, string>([
  [elementType.VOID, 'System.Void'],
  [elementType.BOOLEAN, 'System.Boolean'],
  [elementType.CHAR, 'System.Char'],
  [elementType.I1, 'System.SByte'],
  [elementType.U1, 'System.Byte'],
  [elementType.I2, 'System.Int16'],
  [elementType.U2, 'System.UInt16'],
  [elementType.I4, 'System.Int32'],
  [elementType.U4, 'System.UInt32'],
  [elementType.I8, 'System.Int64'],
  [elementType.U8, 'System.UInt64'],
  [elementType.R4, 'System.Single'],
  [elementType.R8, 'System.Double'],
  [elementType.STRING, 'System.String'],
  [elementType.TYPEDBYREF, 'System.TypedReference'],
  [elementType.I, 'System.IntPtr'],
  [elementType.U, 'System.UIntPtr'],
  [elementType.OBJECT, 'System.Object'],
])
