import type { Assembly } from './assembly.ts'
import { codeOddities } from './code-oddities.ts'
import { cliOddities, imageOddities } from './image-oddities.ts'
import { indexOddities } from './index-oddities.ts'
import { metadataOddities } from './metadata-oddities.ts'
import { nameOddities } from './name-oddities.ts'
import type { Oddity } from './oddity.ts'

/** Everything about one assembly that no compiler writes, container first. */
export function* oddities(assembly: Assembly): Generator<Oddity> {
  yield* imageOddities(assembly.image)
  yield* cliOddities(assembly)
  yield* metadataOddities(assembly)
  yield* indexOddities(assembly)
  yield* nameOddities(assembly)
  yield* codeOddities(assembly)
}
