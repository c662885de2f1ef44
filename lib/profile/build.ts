import { exchangePublished, frameworkPublished } from '../agents/publication-dates.ts'
import { type Assembly, assemblyIdentity } from '../model/assembly.ts'
import { win32ResourceStamp } from '../pe/win32-resources.ts'
import type { AuthenticodeResult } from './authenticode-result.ts'
import { pathRemarks } from './build-path.ts'
import { type BuildRemark, stampOf, timeRemarks } from './build-times.ts'
import { instantText } from './moments.ts'
import type { Identity } from './profile.ts'

/**
 * When, where and by whom a file says it was built, and what of that does not fit together. `exchange`: the version of Exchange's
 * transport assembly that it refers to; null where it does not. `asOf` in milliseconds.
 */
export function buildOf(
  assembly: Assembly,
  targetFramework: string | null,
  exchange: string | null,
  authenticode: AuthenticodeResult | undefined,
  asOf: number | null,
): NonNullable<Identity['build']> {
  const { pdb, reproducible, embeddedPdb } = assembly.debug()
  const own = assemblyIdentity(assembly)
  const header = assembly.image.timeDateStamp
  const stamp = stampOf(header, reproducible)
  const timestamp = authenticode?.timestamp ?? null
  const published = [frameworkPublished(targetFramework, assembly.metadata.root.version), exchange === null ? null : exchangePublished(exchange)]
  const remarks: BuildRemark[] = timeRemarks({
    header,
    debug: pdb?.timeDateStamp ?? null,
    resources: win32ResourceStamp(assembly.image),
    isReproducible: reproducible,
    signed: timestamp === null || timestamp.integrity === 'broken' ? null : timestamp.time,
    assemblyVersion: own?.version ?? null,
    published: published.filter((one) => one !== null),
    asOf,
  })
  if (pdb !== null) {
    remarks.push(...pathRemarks(pdb.path, own?.name ?? null).map((remark) => ({ ...remark, trust: 'forgeable' as const })))
    if (pdb.age !== 1) remarks.push({ about: 'debug-age', text: `the debug file has the age ${pdb.age}; compilers of .NET write 1`, trust: 'forgeable' })
  }
  return {
    stamp,
    compiled: stamp === 'time' ? instantText(header * 1000) : null,
    pdb: pdb === null ? null : { guid: pdb.guid, age: pdb.age, embedded: embeddedPdb },
    remarks: remarks.map((remark) => ({ ...remark })),
  }
}
