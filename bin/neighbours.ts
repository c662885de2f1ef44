import { readdir } from 'node:fs/promises'
import { basename } from 'node:path'
import { isPlatformAssembly } from '../lib/model/framework-names.ts'
import type { Profile } from '../lib/profile/profile.ts'

/**
 * Files of a folder that a profile's references name and that were not given. The references come from the file, so they
 * are only compared with the folder's own names: a reference never makes a path.
 */
export async function findNeighbours(profile: Profile, folder: string, given: readonly string[]): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  const helpers = profile.identity.references.filter(({ name, publicKeyToken }) => !isPlatformAssembly(name, publicKeyToken))
  const wanted = new Set(helpers.map(({ name }) => `${name.toLowerCase()}.dll`))
  const known = new Set(given.map((path) => basename(path).toLowerCase()))
  return names.filter((name) => wanted.has(name.toLowerCase()) && !known.has(name.toLowerCase())).sort()
}
