import { rowCount } from '../../lib/metadata/tables.ts'
import { type Assembly, openAssembly, salvagedBody } from '../../lib/model/assembly.ts'
import type { Evidence, Profile } from '../../lib/profile/profile.ts'

/** What a profile says that cannot be so: places that are not in the file, flows without a way there. Null when nothing is. */
export function contradictionIn(profile: Profile, bytes: Uint8Array): string | null {
  if (profile.format !== 'dotnet') return null
  const assembly = openAssembly(bytes)
  for (const { id, level, path, evidence, flows, entries } of profile.findings) {
    const isReached = level === 'fed' || level === 'reachable'
    if (isReached !== entries.length > 0) return `${id} is ${level} with ${entries.length} entry points`
    if (isReached && path.length === 0) return `${id} is ${level} and no path leads there`
    if (level === 'fed' && flows.length === 0) return `${id} is fed and has no flow`
    const places = [...evidence, ...flows.flatMap(({ source, sink, steps }) => [source.at, sink.at, ...steps])]
    for (const place of places) {
      const problem = placeProblem(assembly, place)
      if (problem !== null) return `${id}: ${problem}`
    }
  }
  return null
}

function placeProblem(assembly: Assembly, { assembly: mvid, token, ilOffset }: Evidence): string | null {
  if (mvid !== null || token === null || !token.startsWith('0x06')) return null
  const row = Number.parseInt(token.slice(4), 16)
  if (row < 1 || row > rowCount(assembly.metadata.tables, 'MethodDef')) return `there is no method ${token}`
  if (ilOffset === null) return null
  const body = salvagedBody(assembly, row)
  return body !== null && ilOffset >= 0 && ilOffset < body.code.bytes.length ? null : `${token} has no instruction at ${ilOffset}`
}
