import { salvage } from '../errors.ts'
import type { Assembly } from './assembly.ts'
import { codeOddities } from './code-oddities.ts'
import { cliOddities, imageOddities } from './image-oddities.ts'
import { indexOddities } from './index-oddities.ts'
import { metadataOddities } from './metadata-oddities.ts'
import { nameOddities } from './name-oddities.ts'
import type { Oddity } from './oddity.ts'

/** Each look at one part of the file. */
const looks: readonly ((assembly: Assembly) => Generator<Oddity>)[] = [
  ({ image }) => imageOddities(image),
  cliOddities,
  metadataOddities,
  indexOddities,
  nameOddities,
  codeOddities,
]

/** Everything about one assembly that no compiler writes, container first. Damage ends one look and is recorded; what it saw before stays. */
export function oddities(assembly: Assembly): Oddity[] {
  const found: Oddity[] = []
  for (const look of looks) {
    salvage(
      assembly.defects,
      'oddities',
      () => {
        for (const oddity of look(assembly)) found.push(oddity)
      },
      undefined,
    )
  }
  return found
}
