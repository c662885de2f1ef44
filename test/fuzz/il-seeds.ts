import { generatedAgent, type Shape, shapes } from '../make/generated-agent.ts'
import { type CodeSample, findCode, mutateCode } from './il-mutate.ts'
import { findPlaces } from './places.ts'
import type { Random } from './random.ts'
import { findSeeds } from './seeds.ts'

/** What the code of an input comes from. */
export interface CodeInput {
  readonly name: string
  readonly bytes: Uint8Array
}

/**
 * Makes inputs whose metadata is mostly sound and whose code is anything: agents made up in memory in every shape (methods that call
 * each other in circles, loops that decode, large switches, objects under many names, instructions by chance), and built samples,
 * with changed instructions.
 */
export function codeInputs(only = ''): (random: Random) => CodeInput {
  const samples: readonly CodeSample[] = findSeeds(only)
    .filter(({ bodies }) => bodies.length > 0)
    .map(findCode)
  return (random) => {
    if (samples.length > 0 && !random.chance(3)) {
      const sample = random.pick(samples)
      return { name: sample.name, bytes: mutateCode(sample, random) }
    }
    const shape: Shape = random.pick(shapes)
    const methods = 1 + random.below(random.chance(200) ? 2000 : random.chance(10) ? 120 : 24)
    const bytes = generatedAgent(shape, methods, random)
    const name = `${shape} of ${methods} methods`
    return { name, bytes: random.chance(2) ? bytes : mutateCode(findCode(findPlaces(name, bytes)), random) }
  }
}
