import { graveBehaviour, openBehaviour } from './behaviour-conditions.ts'
import type { Case, Condition, Ground } from './case.ts'
import { changeText } from './timeline.ts'

/** What a server's own records add: who registered the file as what, and whether anybody was allowed to. They need context files. */
export const serverConditions: readonly Condition[] = [
  {
    id: 'registered-as-exchange',
    decision: 'escalate',
    asks: 'it is registered under the name or factory of one of Exchange’s own agents, and the file is not signed as these are',
    points: 160,
    grounds: (one) => {
      const { integrity, pinnedMicrosoftKey } = one.identity.strongName
      if (integrity === 'not-checked' && pinnedMicrosoftKey) return []
      return registered(one, ({ builtIn }) => builtIn?.claims === true && !builtIn.isSigned, 'as Exchange’s own')
    },
  },
  {
    id: 'change-not-authorised',
    decision: 'escalate',
    asks: 'that it was installed, enabled or changed was recorded and is tied to none of the authorised changes, and what it does is a reason to look at it as well',
    points: 120,
    grounds: (one) => {
      const changes = unauthorised(one)
      const why = changes.length === 0 ? null : behaviourOf(one)
      return why === null ? [] : [{ text: `${told(changes)}; and what it does has to be explained as well: ${why}`, findings: [] }]
    },
  },
  {
    id: 'change-unexplained',
    decision: 'review',
    asks: 'that it was installed, enabled or changed was recorded and is tied to none of the authorised changes, and nothing else speaks against it',
    points: 40,
    grounds: (one) => {
      const changes = unauthorised(one)
      return changes.length === 0 || behaviourOf(one) !== null ? [] : [{ text: told(changes), findings: [] }]
    },
  },
  {
    id: 'registration-mismatch',
    decision: 'review',
    asks: 'its registration contradicts the file, the baseline, or the built-in agent whose name, factory or file it has',
    points: 40,
    grounds: (one) => registered(one, ({ row, builtIn }) => row.state === 'mismatch' && (builtIn?.claims !== true || builtIn.isSigned), 'in contradiction'),
  },
  {
    id: 'registration-unexplained',
    decision: 'review',
    asks: 'it is registered, is none of Exchange’s own agents, and neither the baseline nor an authorised change bears it out',
    points: 25,
    grounds: (one) => registered(one, ({ row, explained }) => row.state === 'unexpected' && explained === false, 'and nothing given bears that out'),
  },
]

function registered(one: Case, test: (each: NonNullable<Case['server']>['registered'][number]) => boolean, how: string): Ground[] {
  const found = one.server?.registered.filter(test) ?? []
  return found.slice(0, 3).map(({ row }) => {
    const why = row.mismatches.length === 0 ? '' : `: ${row.mismatches.slice(0, 3).join('; ')}`
    return { text: `it is registered as ${row.identity ?? 'an agent without a name'} ${how}${why} (${row.source})`, findings: [] }
  })
}

/** Changes of this file that are surely tied to no authorised one, in words; not that it was turned off, which is what responders do. */
function unauthorised({ server }: Case): string[] {
  return (
    server?.changes.flatMap((change) => (change.isThis && change.link?.state === 'none' ? [`${changeText(change)}, at ${change.record.time.text}`] : [])) ?? []
  )
}

function told(changes: readonly string[]): string {
  const more = changes.length > 1 ? ` (${changes.length - 1} more of the kind)` : ''
  return `${changes[0] ?? ''}${more}`
}

/** The first reason that what it does gives; null where it gives none. */
function behaviourOf(one: Case): string | null {
  for (const condition of [...graveBehaviour, ...openBehaviour]) {
    const [ground] = condition.grounds(one)
    if (ground !== undefined) return ground.text
  }
  return null
}
