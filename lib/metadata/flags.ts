/** TypeAttributes. II.23.1.15 */
export const typeFlags = { interface: 0x20, abstract: 0x80, sealed: 0x100, beforeFieldInit: 0x10_0000 } as const

/** MethodAttributes. II.23.1.10 */
/** Field attributes. II.23.1.5 */
export const fieldFlags = { static: 0x10 } as const

export const methodFlags = {
  accessMask: 0x7,
  public: 0x6,
  static: 0x10,
  final: 0x20,
  virtual: 0x40,
  newSlot: 0x100,
  abstract: 0x400,
  specialName: 0x800,
  pinvoke: 0x2000,
} as const

/** GenericParamAttributes. II.23.1.7 */
export const genericParamFlags = { defaultConstructor: 0x10 } as const
