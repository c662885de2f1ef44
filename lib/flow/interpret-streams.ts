import { salvage } from '../errors.ts'
import { resourceBytes } from '../model/embedded.ts'
import { resources } from '../model/resources.ts'
import { unpackLayer } from '../model/unpack.ts'
import { writeInto } from './interpret-crypto.ts'
import { anyInt, bool, bytes, int, long, type Members, on0, on1, on2, on3, on4, text, then, thing, under } from './interpret-member.ts'
import { allocate, type Member, madeText, type Run, spend } from './interpret-run.ts'
import { decoded } from './interpret-text.ts'
import { bytesValue, type EncodingName, isThing, isTrap, type Result, raise, type Stream, stop, type Trap, type Value } from './interpret-values.ts'

const stream = thing('stream')

function memoryStream(data: Uint8Array): Stream {
  return { kind: 'stream', bytes: data, length: data.length, position: 0, finish: null }
}

function read(run: Run, self: Stream, target: Uint8Array, at: number, count: number): Result {
  if (at < 0 || count < 0 || at + count > target.length) return raise('System.ArgumentException')
  const there = Math.max(0, Math.min(count, self.length - self.position))
  target.set(self.bytes.subarray(self.position, self.position + there), at)
  self.position += there
  return spend(run, there >> 6) ?? there
}

function write(run: Run, self: Stream, data: Uint8Array, at: number, count: number): Result {
  if (at < 0 || count < 0 || at + count > data.length) return raise('System.ArgumentException')
  return writeInto(run, self, data.slice(at, at + count))
}

/** A layer that still has to give what it made to the stream below. */
function finished(self: Stream): Trap | null {
  const { finish } = self
  self.finish = null
  return finish === null ? null : finish()
}

const close: Member = (_run, args) => {
  const [self] = args
  return isThing(self) && self.kind === 'stream' ? finished(self) : null
}

function seek(self: Stream, offset: number, origin: number): Result {
  const place = offset + (origin === 1 ? self.position : origin === 2 ? self.length : 0)
  if (place < 0) return raise('System.IO.IOException')
  self.position = Math.min(place, self.length)
  return BigInt(self.position)
}

const streamTypes = [
  ...['System.IO.Stream', 'System.IO.MemoryStream', 'System.IO.Compression.DeflateStream', 'System.IO.Compression.GZipStream'],
  ...['System.Security.Cryptography.CryptoStream', 'System.IO.UnmanagedMemoryStream'],
] as const

const rest = (self: Stream): Uint8Array => self.bytes.slice(self.position, self.length)

/** What is packed behind the position, all at once. */
const inflated =
  (packing: 'deflate' | 'gzip'): Member =>
  (run, args, site) => {
    const [below, mode] = args
    if (!isThing(below) || below.kind !== 'stream' || mode !== 0) return stop(site.signature)
    const packed = rest(below)
    below.position = below.length
    const tried = { hit: new Set<string>() }
    const made = unpackLayer(packing, packed, { left: run.memory, triesLeft: 0, room: new Uint8Array(0), log: tried })
    if (made === null && tried.hit.size > 0) return allocate(run, run.memory + 1) ?? stop(site.signature)
    if (made === null) return stop('bytes that are not packed')
    return allocate(run, made.length) ?? spend(run, made.length >> 2) ?? memoryStream(made)
  }

const streamMembers: Members = [
  ['System.IO.MemoryStream::.ctor', on0(() => memoryStream(new Uint8Array(0)))],
  ['System.IO.MemoryStream::.ctor(System.Byte[])', on1(bytes, (_run, data) => memoryStream(data))],
  ['System.IO.MemoryStream::.ctor(System.Byte[],System.Boolean)', on1(bytes, (_run, data) => memoryStream(data))],
  [
    'System.IO.MemoryStream::.ctor(System.Byte[],System.Int32,System.Int32)',
    on3(bytes, int, int, (_run, data, at, count) =>
      at < 0 || count < 0 || at + count > data.length ? raise('System.ArgumentException') : memoryStream(data.subarray(at, at + count)),
    ),
  ],
  ['System.IO.Compression.DeflateStream::.ctor', inflated('deflate')],
  ['System.IO.Compression.GZipStream::.ctor', inflated('gzip')],
  ...streamTypes.flatMap(
    (type): Members => [
      [`${type}::Read(System.Byte[],System.Int32,System.Int32)`, on4(stream, bytes, int, int, read)],
      [`${type}::Write(System.Byte[],System.Int32,System.Int32)`, on4(stream, bytes, int, int, write)],
      [`${type}::ReadByte`, on1(stream, (_run, self) => (self.position < self.length ? (self.bytes[self.position++] ?? -1) : -1))],
      [`${type}::WriteByte`, on2(stream, int, (run, self, value) => writeInto(run, self, Uint8Array.of(value)))],
      [
        `${type}::CopyTo(System.IO.Stream)`,
        on2(stream, stream, (run, self, target) => {
          const data = rest(self)
          self.position = self.length
          return writeInto(run, target, data)
        }),
      ],
      [`${type}::get_Length`, on1(stream, (_run, self) => BigInt(self.length))],
      [`${type}::get_Position`, on1(stream, (_run, self) => BigInt(self.position))],
      [`${type}::set_Position`, on2(stream, long, (_run, self, place) => then(seek(self, Number(place), 0), () => null))],
      [`${type}::Seek`, on3(stream, anyInt, int, (_run, self, offset, origin) => seek(self, offset, origin))],
      ...under(type, ['Flush', 'SetLength'], (_run, _args, site) => (site.api.endsWith('Flush') ? null : stop(site.signature))),
      ...under(type, ['Close', 'Dispose'], close),
      ...under(type, ['get_CanRead', 'get_CanSeek', 'get_CanWrite'], () => 1),
    ],
  ),
  ['System.IO.MemoryStream::ToArray', on1(stream, (run, self) => allocate(run, 16 + self.length) ?? bytesValue(self.bytes.slice(0, self.length)))],
  ['System.IO.MemoryStream::GetBuffer', on1(stream, (_run, self) => bytesValue(self.bytes))],
  ['System.Security.Cryptography.CryptoStream::FlushFinalBlock', on1(stream, (_run, self) => finished(self))],
  ['System.IDisposable::Dispose', close],
]

const encodingOf = (value: Value | undefined): EncodingName | null =>
  isThing(value) && value.kind === 'encoding' ? value.name : value === undefined ? 'utf-8' : null

const marks: readonly (readonly [readonly number[], EncodingName])[] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
]

/** Text of a stream: a byte order mark says more than the encoding that was given. */
const textReader: Member = (run, args, site) => {
  const [below, given] = args
  const encoding = encodingOf(given)
  if (!isThing(below) || below.kind !== 'stream' || encoding === null) return stop(site.signature)
  const data = rest(below)
  below.position = below.length
  const short = allocate(run, data.length * 2)
  if (short !== null) return short
  const mark = marks.find(([start]) => start.every((one, at) => data[at] === one))
  return { kind: 'text-reader', text: mark === undefined ? decoded(encoding, data) : decoded(mark[1], data.subarray(mark[0].length)), at: 0 }
}

const reader = thing('text-reader')

const textMembers: Members = [
  ['System.IO.StreamReader::.ctor(System.IO.Stream)', textReader],
  ['System.IO.StreamReader::.ctor(System.IO.Stream,System.Text.Encoding)', textReader],
  ['System.IO.StringReader::.ctor', on1(text, (_run, value) => ({ kind: 'text-reader', text: value, at: 0 }))],
  ...['System.IO.TextReader', 'System.IO.StreamReader', 'System.IO.StringReader'].flatMap(
    (type): Members => [
      [
        `${type}::ReadToEnd`,
        on1(reader, (run, self) => {
          const left = self.text.slice(self.at)
          self.at = self.text.length
          return madeText(run, left)
        }),
      ],
      [
        `${type}::ReadLine`,
        on1(reader, (run, self) => {
          if (self.at >= self.text.length) return null
          const end = /\r\n|\r|\n/.exec(self.text.slice(self.at, self.at + 65_536))
          const line = self.text.slice(self.at, end === null ? undefined : self.at + end.index)
          self.at = end === null ? self.text.length : self.at + end.index + end[0].length
          return madeText(run, line)
        }),
      ],
      [`${type}::Read()`, on1(reader, (_run, self) => (self.at < self.text.length ? self.text.charCodeAt(self.at++) : -1))],
      [`${type}::Peek`, on1(reader, (_run, self) => (self.at < self.text.length ? self.text.charCodeAt(self.at) : -1))],
      ...under(type, ['Close', 'Dispose'], () => null),
    ],
  ),
  ['System.IO.StreamReader::get_EndOfStream', on1(reader, (_run, self) => bool(self.at >= self.text.length))],
]

const binary = thing('binary-reader')
const binaryType = 'System.IO.BinaryReader'

/** The next bytes of a stream; past its end an exception. */
function take(self: Stream, count: number): Result<Uint8Array> {
  if (count < 0 || self.position + count > self.length) return raise('System.IO.EndOfStreamException')
  const data = self.bytes.slice(self.position, self.position + count)
  self.position += count
  return data
}

const numbers: readonly (readonly [string, number, (view: DataView) => Value])[] = [
  ['ReadByte', 1, (view) => view.getUint8(0)],
  ['ReadSByte', 1, (view) => view.getInt8(0)],
  ['ReadBoolean', 1, (view) => bool(view.getUint8(0) !== 0)],
  ['ReadInt16', 2, (view) => view.getInt16(0, true)],
  ['ReadUInt16', 2, (view) => view.getUint16(0, true)],
  ['ReadInt32', 4, (view) => view.getInt32(0, true)],
  ['ReadUInt32', 4, (view) => view.getInt32(0, true)],
  ['ReadInt64', 8, (view) => view.getBigInt64(0, true)],
  ['ReadUInt64', 8, (view) => view.getBigInt64(0, true)],
]

/** A length of seven bits a byte, low ones first, then so many bytes of text. */
function prefixed(run: Run, self: Stream, encoding: EncodingName): Result {
  let length = 0
  for (let shift = 0; shift < 28; shift += 7) {
    const part = take(self, 1)
    if (isTrap(part)) return part
    length |= ((part[0] ?? 0) & 0x7f) << shift
    if (((part[0] ?? 0) & 0x80) === 0) break
  }
  const data = take(self, length)
  return isTrap(data) ? data : madeText(run, decoded(encoding, data))
}

const binaryMembers: Members = [
  [
    `${binaryType}::.ctor`,
    (_run, args, site) => {
      const [below, given] = args
      const encoding = encodingOf(given)
      return isThing(below) && below.kind === 'stream' && encoding !== null ? { kind: 'binary-reader', stream: below, encoding } : stop(site.signature)
    },
  ],
  ...numbers.map(([name, size, value]): Members[number] => [
    `${binaryType}::${name}`,
    on1(binary, (_run, self) => {
      const data = take(self.stream, size)
      return isTrap(data) ? data : value(new DataView(data.buffer, data.byteOffset, data.byteLength))
    }),
  ]),
  [
    `${binaryType}::ReadBytes`,
    on2(binary, int, (run, self, count) => {
      if (count < 0) return raise('System.ArgumentOutOfRangeException')
      const there = Math.min(count, Math.max(0, self.stream.length - self.stream.position))
      const data = allocate(run, there) ?? take(self.stream, there)
      return isTrap(data) ? data : bytesValue(data)
    }),
  ],
  [`${binaryType}::ReadString`, on1(binary, (run, self) => prefixed(run, self.stream, self.encoding))],
  [`${binaryType}::get_BaseStream`, on1(binary, (_run, self) => self.stream)],
  ...under(binaryType, ['Close', 'Dispose'], () => null),
]

const assembly = thing('assembly')

/** A manifest resource of the file itself; null where it has none of this name. */
const resourceStream: Member = on2(assembly, text, (run, self, name) => {
  const home = run.machine.program.assemblies[self.index]
  const resource = home === undefined ? undefined : resources(home).find((one) => one.name === name)
  if (home === undefined || resource === undefined) return null
  const span = salvage(home.defects, 'a resource', () => resourceBytes(home, resource), null)
  if (span === null) return stop('a resource that cannot be read')
  // the bytes are the file's own, and nothing writes into them: streams over resources cannot be written
  return spend(run, 16) ?? memoryStream(span.bytes)
})

const resourceMembers: Members = [
  ['System.Reflection.Assembly::GetManifestResourceStream(System.String)', resourceStream],
  [
    'System.Reflection.Assembly::GetManifestResourceNames',
    on1(assembly, (run, self) => {
      const home = run.machine.program.assemblies[self.index]
      const names = home === undefined ? [] : resources(home).map(({ name }) => name)
      return allocate(run, names.length * 16) ?? { kind: 'items', element: 'System.String', data: names }
    }),
  ],
]

/** Memory streams, packed and read; resources of the file. */
export const ioMembers: Members = [...streamMembers, ...textMembers, ...binaryMembers, ...resourceMembers]
