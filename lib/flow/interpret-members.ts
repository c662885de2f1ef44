import { arrayMembers, spanMembers } from './interpret-arrays.ts'
import { builderMembers, charMembers } from './interpret-builder.ts'
import { collectionMembers } from './interpret-collections.ts'
import { conversionMembers } from './interpret-convert.ts'
import { cryptoMembers } from './interpret-crypto.ts'
import { bitConverterMembers, encodingMembers } from './interpret-encodings.ts'
import { linqMembers } from './interpret-linq.ts'
import { mapMembers } from './interpret-maps.ts'
import { platformMembers } from './interpret-platform.ts'
import { randomMembers } from './interpret-random.ts'
import type { Member } from './interpret-run.ts'
import { ioMembers } from './interpret-streams.ts'
import { stringMembers } from './interpret-strings.ts'

/**
 * Members outside the set that are worked out here: those whose answer depends on nothing but what they are given. By
 * `Type::Name(Param,Param)`, or by `Type::Name` for all overloads that are not listed themselves. What is not here ends a run.
 */
export const members: ReadonlyMap<string, Member> = new Map([
  ...stringMembers,
  ...charMembers,
  ...builderMembers,
  ...conversionMembers,
  ...encodingMembers,
  ...bitConverterMembers,
  ...arrayMembers,
  ...spanMembers,
  ...collectionMembers,
  ...mapMembers,
  ...linqMembers,
  ...ioMembers,
  ...cryptoMembers,
  ...randomMembers,
  ...platformMembers,
])
