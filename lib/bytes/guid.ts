/** `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx` of 16 bytes in file order: the first three groups are little-endian. */
export function guidText(bytes: Uint8Array): string {
  const hex = (...indexes: number[]) => indexes.map((index) => (bytes[index] ?? 0).toString(16).padStart(2, '0')).join('')
  return [hex(3, 2, 1, 0), hex(5, 4), hex(7, 6), hex(8, 9), hex(10, 11, 12, 13, 14, 15)].join('-')
}
