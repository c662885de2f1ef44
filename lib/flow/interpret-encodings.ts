import { hex, madeBytes, window } from './interpret-convert.ts'
import { any, bytes, chars, int, type Members, on0, on1, on2, on3, on4, text, thing } from './interpret-member.ts'
import { allocate, type Member, madeText, type Run } from './interpret-run.ts'
import { decoded, encoded, encodingNames } from './interpret-text.ts'
import { bytesValue, charsValue, type EncodingName, outOfRange, type Result, stop, textOfUnits, type Value } from './interpret-values.ts'

const encoding = thing('encoding')
const getters: readonly (readonly [string, EncodingName])[] = [
  ['UTF8', 'utf-8'],
  ['Unicode', 'utf-16le'],
  ['BigEndianUnicode', 'utf-16be'],
  ['ASCII', 'ascii'],
  ['Latin1', 'latin1'],
]
const encodingType = 'System.Text.Encoding'
const encodingTypes: readonly (readonly [string, EncodingName])[] = [
  ['System.Text.UTF8Encoding', 'utf-8'],
  ['System.Text.UnicodeEncoding', 'utf-16le'],
  ['System.Text.ASCIIEncoding', 'ascii'],
]

function decode(run: Run, name: EncodingName, data: Uint8Array): Result {
  return allocate(run, 16 + data.length * 2) ?? decoded(name, data)
}

function encode(run: Run, name: EncodingName, value: string): Result {
  return allocate(run, 16 + value.length * 2) ?? bytesValue(encoded(name, value))
}

const named: Member = (_run, args, site) => {
  const [name] = args
  const found = typeof name === 'string' ? encodingNames.get(name.toLowerCase()) : typeof name === 'number' ? encodingNames.get(name) : undefined
  return found === undefined ? stop(site.signature) : { kind: 'encoding', name: found }
}

/** The default encoding depends on the machine and is not here. */
export const encodingMembers: Members = [
  ...getters.map(([name, made]) => [`${encodingType}::get_${name}`, on0(() => ({ kind: 'encoding', name: made }))] as const),
  ...encodingTypes.map(
    ([type, made]) => [`${type}::.ctor`, on0((_run, site) => (site.parameters > 1 ? stop(site.signature) : { kind: 'encoding', name: made }))] as const,
  ),
  [`${encodingType}::GetEncoding(System.String)`, named],
  [`${encodingType}::GetEncoding(System.Int32)`, named],
  ...[encodingType, ...encodingTypes.map(([type]) => type)].flatMap(
    (type): Members => [
      [`${type}::GetString(System.Byte[])`, on2(encoding, bytes, (run, self, data) => decode(run, self.name, data))],
      [
        `${type}::GetString(System.Byte[],System.Int32,System.Int32)`,
        on4(encoding, bytes, int, int, (run, self, data, at, count) => {
          const part = window(data, at, count)
          return part === null ? outOfRange() : decode(run, self.name, part)
        }),
      ],
      [
        `${type}::GetChars(System.Byte[])`,
        on2(encoding, bytes, (run, self, data) => allocate(run, 16 + data.length * 2) ?? charsValue(decoded(self.name, data))),
      ],
      [`${type}::GetBytes(System.String)`, on2(encoding, text, (run, self, value) => encode(run, self.name, value))],
      [`${type}::GetBytes(System.Char[])`, on2(encoding, chars, (run, self, units) => encode(run, self.name, textOfUnits(units)))],
      [`${type}::GetByteCount(System.String)`, on2(encoding, text, (run, self, value) => allocate(run, value.length) ?? encoded(self.name, value).length)],
      [`${type}::GetCharCount(System.Byte[])`, on2(encoding, bytes, (run, self, data) => allocate(run, data.length * 2) ?? decoded(self.name, data).length)],
      [
        `${type}::GetPreamble`,
        on1(encoding, (_run, self) => bytesValue(Uint8Array.from(self.name === 'utf-8' ? [0xef, 0xbb, 0xbf] : self.name === 'utf-16le' ? [0xff, 0xfe] : []))),
      ],
    ],
  ),
]

const bc = 'System.BitConverter'
const readings: readonly (readonly [string, number, (view: DataView, at: number) => Value])[] = [
  ['Int16', 2, (view, at) => view.getInt16(at, true)],
  ['UInt16', 2, (view, at) => view.getUint16(at, true)],
  ['Char', 2, (view, at) => view.getUint16(at, true)],
  ['Int32', 4, (view, at) => view.getInt32(at, true)],
  ['UInt32', 4, (view, at) => view.getInt32(at, true)],
  ['Int64', 8, (view, at) => view.getBigInt64(at, true)],
  ['UInt64', 8, (view, at) => view.getBigInt64(at, true)],
  ['Single', 4, (view, at) => ({ kind: 'float', value: view.getFloat32(at, true) })],
  ['Double', 8, (view, at) => ({ kind: 'float', value: view.getFloat64(at, true) })],
]

/** The low bytes of an integer, the lowest first. */
function littleEndian(value: Value, size: number): Uint8Array | null {
  if (typeof value !== 'number' && typeof value !== 'bigint') return null
  const whole = BigInt.asUintN(64, BigInt(value))
  return Uint8Array.from({ length: size }, (_, at) => Number((whole >> BigInt(8 * at)) & 0xffn))
}

const sizes: readonly (readonly [string, number])[] = [
  ...([
    ['Boolean', 1],
    ['Char', 2],
    ['Int16', 2],
    ['UInt16', 2],
    ['Int32', 4],
    ['UInt32', 4],
    ['Int64', 8],
    ['UInt64', 8],
  ] as const),
]

/** System.BitConverter, low byte first. */
export const bitConverterMembers: Members = [
  ...readings.map(([name, size, read]): Members[number] => [
    `${bc}::To${name}(System.Byte[],System.Int32)`,
    on2(bytes, int, (_run, data, at) =>
      at < 0 || at + size > data.length ? outOfRange() : read(new DataView(data.buffer, data.byteOffset, data.byteLength), at),
    ),
  ]),
  ...sizes.map(([name, size]): Members[number] => [
    `${bc}::GetBytes(System.${name})`,
    on1(any, (run, value, site) => {
      const made = littleEndian(value, size)
      return made === null ? stop(site.signature) : madeBytes(run, made)
    }),
  ]),
  [`${bc}::ToString(System.Byte[])`, on1(bytes, (run, data) => madeText(run, hex(data, '-')))],
  [
    `${bc}::ToString(System.Byte[],System.Int32,System.Int32)`,
    on3(bytes, int, int, (run, data, at, count) => {
      const part = window(data, at, count)
      return part === null ? outOfRange() : madeText(run, hex(part, '-'))
    }),
  ],
]
