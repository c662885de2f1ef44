declare const table: unique symbol

/** Table number in the top byte, 1-based row below it; the type names the tables it can point into. 0 rows are nil. */
export type Token<T extends string = string> = number & { readonly [table]: T }

/** The number as a token of any table: for operands of IL, whose table is checked when it is used. */
export function asToken(value: number): Token {
  return (value >>> 0) as Token
}

export function tokenTable(token: number): number {
  return token >>> 24
}

/** 1-based row; 0 is nil. */
export function tokenRow(token: number): number {
  return token & 0xff_ffff
}

/** `0x06000001` */
export function tokenText(token: number): string {
  return `0x${(token >>> 0).toString(16).padStart(8, '0')}`
}
