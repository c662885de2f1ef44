import fc from 'fast-check'
import t from 'tap'
import { FormatError, inspect, openAssembly } from '../lib/index.ts'
import { mutate } from './fuzz/mutate.ts'
import { makeRandom } from './fuzz/random.ts'
import { findSeeds } from './fuzz/seeds.ts'
import { join } from './make/image.ts'
import { assemblyImage, metadataRoot, word } from './make/metadata.ts'
import { validateProfile } from './make/validate.ts'

const seeds = findSeeds()

/** Opening gives a value or a FormatError; inspecting gives a profile by its schema. */
function isTaken(bytes: Uint8Array): boolean {
  try {
    openAssembly(bytes)
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
  }
  const errors = validateProfile(inspect(bytes))
  if (errors.length > 0) throw new TypeError(errors.join('\n'))
  return true
}

t.test('any bytes are taken', async () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 1000 }), (bytes) => isTaken(bytes)),
    { numRuns: 200 },
  )
})

t.test('any bytes behind the signatures of a PE file, a metadata root or a table stream are taken', async () => {
  const heads: readonly ((tail: Uint8Array) => Uint8Array)[] = [
    (tail) => join([0x4d, 0x5a], new Uint8Array(58), word(0x40, 4), [0x50, 0x45, 0, 0], tail),
    (tail) => assemblyImage(join([0x42, 0x53, 0x4a, 0x42], tail)),
    (tail) =>
      assemblyImage(
        metadataRoot([
          ['#~', tail],
          ['#Strings', tail.slice(8)],
          ['#Blob', tail.slice(4)],
          ['#US', tail],
        ]),
      ),
    (tail) =>
      assemblyImage(
        metadataRoot([['#-', join([0, 0, 0, 0, 2, 0, 0, 1], word(0x0000_0247, 4), word(0x1b, 4), new Uint8Array(8), word(1, 4), word(3, 4), tail)]]),
      ),
  ]
  fc.assert(
    fc.property(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 400 }), (head, tail) => isTaken(head(tail))),
    { numRuns: 300 },
  )
})

t.test('samples with their fields changed are taken', async () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (seed, run) => {
      const random = makeRandom(seed, run)
      return isTaken(mutate(random.pick(seeds), random.pick(seeds), random))
    }),
    { numRuns: 300 },
  )
})

t.test('the same bytes give the same profile', async (t) => {
  for (let run = 0; run < 20; run++) {
    const random = makeRandom(1, run)
    const bytes = mutate(random.pick(seeds), random.pick(seeds), random)
    t.equal(JSON.stringify(inspect(bytes)), JSON.stringify(inspect(bytes.slice())))
  }
})

t.test('a fuzzing run can be made again from its seed', async (t) => {
  const make = () => {
    const random = makeRandom(7, 41)
    return mutate(random.pick(seeds), random.pick(seeds), random)
  }
  t.same(make(), make())
  t.not(makeRandom(7, 41).below(2 ** 30), makeRandom(7, 42).below(2 ** 30))
})
