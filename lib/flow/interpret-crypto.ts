import { hashParts } from '../model/hash-parts.ts'
import { cryptBlocks, expandKey } from './interpret-aes.ts'
import { any, bytes, bytesOrNull, int, type Members, on0, on1, on2, on3, on4, text, thing, under } from './interpret-member.ts'
import { allocate, type Run, spend } from './interpret-run.ts'
import { encoded } from './interpret-text.ts'
import { bytesValue, type Cipher, isTrap, type Result, raise, type Stream, stop, type Thing } from './interpret-values.ts'

type Hash = Extract<Thing, { readonly kind: 'hash' }>
type Transform = Extract<Thing, { readonly kind: 'transform' }>

const crypto = 'System.Security.Cryptography'
const broken = (): Result<never> => raise(`${crypto}.CryptographicException`)

function digest(run: Run, algorithm: Hash['algorithm'], parts: readonly Uint8Array[]): Result<Uint8Array> {
  const size = parts.reduce((sum, part) => sum + part.length, 0)
  return spend(run, 8 + (size >> 3)) ?? hashParts(algorithm, parts)
}

/** RFC 2104 */
function keyed(run: Run, algorithm: Hash['algorithm'], key: Uint8Array, data: Uint8Array): Result<Uint8Array> {
  const size = algorithm === 'sha384' || algorithm === 'sha512' ? 128 : 64
  const short = key.length > size ? digest(run, algorithm, [key]) : key
  if (isTrap(short)) return short
  const pad = (value: number): Uint8Array => Uint8Array.from({ length: size }, (_, at) => (short[at] ?? 0) ^ value)
  const inner = digest(run, algorithm, [pad(0x36), data])
  return isTrap(inner) ? inner : digest(run, algorithm, [pad(0x5c), inner])
}

function hashed(run: Run, self: Hash, data: Uint8Array): Result {
  const made = self.key === null ? digest(run, self.algorithm, [data]) : keyed(run, self.algorithm, self.key, data)
  return isTrap(made) ? made : bytesValue(made)
}

const hash = thing('hash')
const algorithms = [
  ['MD5', 'md5'],
  ['SHA1', 'sha1'],
  ['SHA256', 'sha256'],
  ['SHA384', 'sha384'],
  ['SHA512', 'sha512'],
] as const

const hashTypes = [`${crypto}.HashAlgorithm`, ...algorithms.flatMap(([name]) => [`${crypto}.${name}`, `${crypto}.HMAC${name}`])]

const hashMembers: Members = [
  ...algorithms.flatMap(([name, algorithm]): Members => {
    const plain = on0(() => ({ kind: 'hash', algorithm, key: null }))
    return [
      [`${crypto}.${name}::Create()`, plain],
      ...['CryptoServiceProvider', 'Managed', 'Cng'].map((tail) => [`${crypto}.${name}${tail}::.ctor`, plain] as const),
      [`${crypto}.HMAC${name}::.ctor(System.Byte[])`, on1(bytes, (_run, key) => ({ kind: 'hash', algorithm, key: key.slice() }))],
      [`${crypto}.${name}::HashData(System.Byte[])`, on1(bytes, (run, data) => hashed(run, { kind: 'hash', algorithm, key: null }, data))],
    ]
  }),
  ...hashTypes.flatMap(
    (type): Members => [
      [`${type}::ComputeHash(System.Byte[])`, on2(hash, bytes, hashed)],
      [
        `${type}::ComputeHash(System.Byte[],System.Int32,System.Int32)`,
        on4(hash, bytes, int, int, (run, self, data, at, count) =>
          at < 0 || count < 0 || at + count > data.length ? raise('System.ArgumentException') : hashed(run, self, data.subarray(at, at + count)),
        ),
      ],
      [
        `${type}::ComputeHash(System.IO.Stream)`,
        on2(hash, thing('stream'), (run, self, stream) => {
          const data = stream.bytes.subarray(stream.position, stream.length)
          stream.position = stream.length
          return hashed(run, self, data)
        }),
      ],
      ...under(type, ['Clear', 'Initialize'], () => null),
    ],
  ),
]

/** PBKDF2 with HMAC-SHA1, as many bytes as are asked for, one call after the other. RFC 2898 5.2 */
function derivation(run: Run, password: Uint8Array, salt: Uint8Array, iterations: number): Result {
  if (iterations < 1) return raise('System.ArgumentOutOfRangeException')
  let ready = new Uint8Array(0)
  let block = 0
  const nextBlock = (): Result<Uint8Array> => {
    block++
    const seed = Uint8Array.from([...salt, block >>> 24, (block >>> 16) & 0xff, (block >>> 8) & 0xff, block & 0xff])
    let last = keyed(run, 'sha1', password, seed)
    if (isTrap(last)) return last
    const sum = last.slice()
    for (let round = 1; round < iterations; round++) {
      last = keyed(run, 'sha1', password, last)
      if (isTrap(last)) return last
      for (let at = 0; at < sum.length; at++) sum[at] = (sum[at] ?? 0) ^ (last[at] ?? 0)
    }
    return sum
  }
  return {
    kind: 'derive',
    bytes: (count) => {
      while (ready.length < count) {
        const made = nextBlock()
        if (isTrap(made)) return made
        ready = Uint8Array.from([...ready, ...made])
      }
      const given = ready.slice(0, count)
      ready = ready.slice(count)
      return given
    },
  }
}

const deriveType = `${crypto}.Rfc2898DeriveBytes`

const deriveMembers: Members = [
  [
    `${deriveType}::.ctor(System.String,System.Byte[])`,
    on2(text, bytes, (run, password, salt) => derivation(run, encoded('utf-8', password), salt.slice(), 1000)),
  ],
  [
    `${deriveType}::.ctor(System.String,System.Byte[],System.Int32)`,
    on3(text, bytes, int, (run, password, salt, iterations) => derivation(run, encoded('utf-8', password), salt.slice(), iterations)),
  ],
  [
    `${deriveType}::.ctor(System.Byte[],System.Byte[],System.Int32)`,
    on3(bytes, bytes, int, (run, password, salt, iterations) => derivation(run, password.slice(), salt.slice(), iterations)),
  ],
  ...[deriveType, `${crypto}.DeriveBytes`].map((type): Members[number] => [
    `${type}::GetBytes`,
    on2(thing('derive'), int, (run, self, count) => {
      if (count < 1) return raise('System.ArgumentOutOfRangeException')
      const short = allocate(run, count)
      if (short !== null) return short
      const made = self.bytes(count)
      return isTrap(made) ? made : bytesValue(made)
    }),
  ]),
]

const cbc = 1
const ecb = 2
const padding = { none: 1, pkcs7: 2, zeros: 3, ansi: 4, iso: 5 } as const

/** A key or IV that was never set is random there. */
function transform(cipher: Cipher, key: Uint8Array | null, iv: Uint8Array | null, decrypts: boolean): Result {
  if (key === null || (iv === null && cipher.mode !== ecb)) return stop('a random key')
  if (cipher.blockSize !== 128 || (cipher.mode !== cbc && cipher.mode !== ecb)) return stop('a cipher mode that is not known')
  if (expandKey(key) === null || (cipher.mode === cbc && iv?.length !== 16)) return broken()
  return { kind: 'transform', cipher: { ...cipher }, key: key.slice(), iv: iv?.slice() ?? new Uint8Array(16), decrypts }
}

/** All that a transform makes of its whole input. */
export function transformed(run: Run, { cipher, key, iv, decrypts }: Transform, data: Uint8Array): Result<Uint8Array> {
  const keys = expandKey(key)
  if (keys === null) return broken()
  const short = allocate(run, data.length + 32) ?? spend(run, 64 + data.length * 2)
  if (short !== null) return short
  const chain = cipher.mode === cbc ? iv : null
  if (decrypts) return data.length % 16 !== 0 ? broken() : unpadded(cryptBlocks(data, keys, chain, true), cipher.padding)
  const padded = pad(data, cipher.padding)
  return isTrap(padded) ? padded : cryptBlocks(padded, keys, chain, false)
}

function unpadded(data: Uint8Array, kind: number): Result<Uint8Array> {
  if (kind === padding.none || kind === padding.zeros || data.length === 0) return data
  const count = data[data.length - 1] ?? 0
  if (count < 1 || count > 16) return broken()
  const filled = data.subarray(data.length - count, data.length - 1)
  if (kind === padding.pkcs7 && filled.some((one) => one !== count)) return broken()
  if (kind === padding.ansi && filled.some((one) => one !== 0)) return broken()
  return data.subarray(0, data.length - count)
}

function pad(data: Uint8Array, kind: number): Result<Uint8Array> {
  const rest = data.length % 16
  if (kind === padding.iso) return stop('random padding')
  if (kind === padding.none) return rest === 0 ? data : broken()
  if (kind === padding.zeros && rest === 0) return data
  const count = 16 - rest
  const padded = new Uint8Array(data.length + count)
  padded.set(data)
  if (kind === padding.pkcs7) padded.fill(count, data.length)
  if (kind === padding.ansi) padded[padded.length - 1] = count
  return padded
}

const cipher = thing('cipher')
const aesTypes = ['Aes', 'AesManaged', 'AesCryptoServiceProvider', 'AesCng', 'Rijndael', 'RijndaelManaged'].map((name) => `${crypto}.${name}`)
const cipherTypes = [...aesTypes, `${crypto}.SymmetricAlgorithm`]
const newCipher = on0(() => ({ kind: 'cipher', key: null, iv: null, mode: cbc, padding: padding.pkcs7, blockSize: 128 }))

const cipherMembers: Members = [
  ...aesTypes.flatMap(
    (type): Members => [
      [`${type}::.ctor`, newCipher],
      [`${type}::Create()`, newCipher],
    ],
  ),
  ...cipherTypes.flatMap(
    (type): Members => [
      [
        `${type}::set_Key`,
        on2(cipher, bytes, (_run, self, key) => {
          self.key = key.slice()
          return null
        }),
      ],
      [
        `${type}::set_IV`,
        on2(cipher, bytes, (_run, self, iv) => {
          self.iv = iv.slice()
          return null
        }),
      ],
      [`${type}::get_Key`, on1(cipher, (_run, self) => (self.key === null ? stop('a random key') : bytesValue(self.key.slice())))],
      [`${type}::get_IV`, on1(cipher, (_run, self) => (self.iv === null ? stop('a random key') : bytesValue(self.iv.slice())))],
      [
        `${type}::set_Mode`,
        on2(cipher, int, (_run, self, mode) => {
          self.mode = mode
          return null
        }),
      ],
      [
        `${type}::set_Padding`,
        on2(cipher, int, (_run, self, kind) => {
          self.padding = kind
          return null
        }),
      ],
      [
        `${type}::set_BlockSize`,
        on2(cipher, int, (_run, self, size) => {
          self.blockSize = size
          return null
        }),
      ],
      [`${type}::get_BlockSize`, on1(cipher, (_run, self) => self.blockSize)],
      [`${type}::get_KeySize`, on1(cipher, (_run, self) => (self.key === null ? 256 : self.key.length * 8))],
      [`${type}::set_KeySize`, on2(cipher, int, () => null)],
      ...(['CreateDecryptor', 'CreateEncryptor'] as const).flatMap(
        (name): Members => [
          [`${type}::${name}()`, on1(cipher, (_run, self) => transform(self, self.key, self.iv, name === 'CreateDecryptor'))],
          [
            `${type}::${name}(System.Byte[],System.Byte[])`,
            on3(cipher, bytes, bytesOrNull, (_run, self, key, iv) => transform(self, key, iv, name === 'CreateDecryptor')),
          ],
        ],
      ),
      [`${type}::Clear`, () => null],
    ],
  ),
  [
    `${crypto}.ICryptoTransform::TransformFinalBlock`,
    on4(thing('transform'), bytes, int, int, (run, self, data, at, count) => {
      if (at < 0 || count < 0 || at + count > data.length) return raise('System.ArgumentException')
      const made = transformed(run, self, data.subarray(at, at + count))
      return isTrap(made) ? made : bytesValue(made.slice())
    }),
  ],
]

/** What stands behind a stream's position, which moves to its end. */
function restOf(stream: Stream): Uint8Array {
  const rest = stream.bytes.slice(stream.position, stream.length)
  stream.position = stream.length
  return rest
}

/** Hashes, keys made of passwords, AES. */
export const cryptoMembers: Members = [
  ...hashMembers,
  ...deriveMembers,
  ...cipherMembers,
  [
    `${crypto}.CryptoStream::.ctor`,
    on3(thing('stream'), any, int, (run, below, given, mode, site) => {
      if (typeof given !== 'object' || given === null || given.kind !== 'transform') return stop(site.signature)
      if (mode === 0) {
        const made = transformed(run, given, restOf(below))
        return isTrap(made) ? made : { kind: 'stream', bytes: made, length: made.length, position: 0, finish: null }
      }
      const layer: Stream = { kind: 'stream', bytes: new Uint8Array(0), length: 0, position: 0, finish: null }
      layer.finish = () => {
        const made = transformed(run, given, layer.bytes.subarray(0, layer.length))
        return isTrap(made) ? made : writeInto(run, below, made)
      }
      return layer
    }),
  ],
]

/** Writes at a stream's position and moves it behind. */
export function writeInto(run: Run, stream: Stream, data: Uint8Array): ReturnType<NonNullable<Stream['finish']>> {
  const end = stream.position + data.length
  if (end > stream.bytes.length) {
    const grown = Math.max(end, stream.bytes.length * 2, 256)
    const short = allocate(run, grown)
    if (short !== null) return short
    const bigger = new Uint8Array(grown)
    bigger.set(stream.bytes.subarray(0, stream.length))
    stream.bytes = bigger
  }
  stream.bytes.set(data, stream.position)
  stream.position = end
  stream.length = Math.max(stream.length, end)
  return spend(run, data.length >> 6)
}
