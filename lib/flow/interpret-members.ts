import { arrayMembers, spanMembers } from './interpret-arrays.ts'
import { collectionMembers, mapMembers } from './interpret-collections.ts'
import { conversionMembers } from './interpret-convert.ts'
import { cryptoMembers } from './interpret-crypto.ts'
import { linqMembers } from './interpret-linq.ts'
import { platformMembers } from './interpret-platform.ts'
import { randomMembers } from './interpret-random.ts'
import type { Member } from './interpret-run.ts'
import { ioMembers } from './interpret-streams.ts'
import { builderMembers, charMembers, stringMembers } from './interpret-strings.ts'

/**
 * Members outside the set that are worked out here: those whose answer depends on nothing but what they are given. By
 * `Type::Name(Param,Param)`, or by `Type::Name` for all overloads that are not listed themselves. What is not here ends a run.
 */
export const members: ReadonlyMap<string, Member> = new Map([
  ...stringMembers,
  ...charMembers,
  ...builderMembers,
  ...conversionMembers,
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
