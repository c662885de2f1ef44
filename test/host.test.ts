import fc from 'fast-check'
import t from 'tap'
import { host as chosen } from '#host'
import { host as node } from '../bin/host-node.ts'
import { type HashAlgorithm, type Host, host as plain } from '../lib/profile/hashing.ts'
import { inspect } from '../lib/profile/inspect.ts'
import { bytesOf } from './make/root.ts'

const algorithms: readonly HashAlgorithm[] = ['md5', 'sha1', 'sha256']

t.test('Node hashes by itself: package conditions choose its own functions', async (t) => {
  t.equal(String(chosen.hash), String(node.hash))
  t.not(String(chosen.hash), String(plain.hash))
})

t.test('plain TypeScript gives the digests that Node gives', async () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(40), (bytes, start) => {
      const view = bytes.subarray(Math.min(start, bytes.length))
      return algorithms.every((algorithm) => plain.hash(algorithm, view) === node.hash(algorithm, view))
    }),
  )
})

t.test('digests of the empty input are the published ones, in lower-case hex', async (t) => {
  for (const { hash } of [node, plain]) {
    t.equal(hash('md5', new Uint8Array()), 'd41d8cd98f00b204e9800998ecf8427e')
    t.equal(hash('sha1', new Uint8Array()), 'da39a3ee5e6b4b0d3255bfef95601890afd80709')
    t.equal(hash('sha256', new Uint8Array()), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  }
})

t.test('a profile is the same with either, children included', async (t) => {
  const carrier = bytesOf('test/fixtures/embedded/Carrier.mcs.dll')
  t.same(inspect(carrier, { host: plain }), inspect(carrier, { host: node }))
  t.same(inspect(carrier, { host: plain }), inspect(carrier))
})

t.test('a host that is given does all the hashing that names files', async (t) => {
  const asked: HashAlgorithm[] = []
  const counting: Host = {
    hash: (algorithm, bytes) => {
      asked.push(algorithm)
      return node.hash(algorithm, bytes)
    },
  }
  const { file } = inspect(bytesOf('samples/bin/disclaimer.mcs.dll'), { host: counting })
  t.same([...new Set(asked)].sort(), ['md5', 'sha1', 'sha256'])
  t.match(file, { md5: /^[0-9a-f]{32}$/, sha1: /^[0-9a-f]{40}$/, sha256: /^[0-9a-f]{64}$/ })
})
