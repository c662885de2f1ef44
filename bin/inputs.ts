import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Io } from './io.ts'
import { fileErrorText, inputLimit, readFileAtMost } from './read-at-most.ts'
import { isZip, openZip, type ZipMember } from './zip.ts'

/** One input before it is read: standard input, or a file named or found. `failed`: it could not even be looked at. */
export interface Source {
  readonly input: string
  readonly kind: 'stdin' | 'named' | 'found'
  readonly failed: string | null
}

/** What is inspected: bytes with the names to tell them by, or why there are none. */
export type Subject = { readonly input: string; readonly member: string | null } & (
  | { readonly bytes: Uint8Array; readonly name: string | null; readonly folder: string | null }
  | { readonly error: string }
)

/** The files that the arguments stand for, a folder's sorted by name, and whether that is more than one by its nature. Links inside folders are not followed. `empty`: folders that gave none. */
export async function findSources(paths: readonly string[], recursive: boolean): Promise<{ sources: Source[]; many: boolean; empty: string[] }> {
  const sources: Source[] = []
  const empty: string[] = []
  let many = paths.length > 1
  for (const path of paths) {
    if (path === '-') {
      sources.push({ input: path, kind: 'stdin', failed: null })
      continue
    }
    try {
      if (!(await stat(path)).isDirectory()) {
        sources.push({ input: path, kind: 'named', failed: null })
        continue
      }
      many = true
      const before = sources.length
      await walk(path, recursive, sources)
      if (sources.length === before) empty.push(path)
    } catch (error) {
      sources.push({ input: path, kind: 'named', failed: fileErrorText(error) })
    }
  }
  return { sources, many, empty }
}

async function walk(folder: string, recursive: boolean, sources: Source[]): Promise<void> {
  const waiting = [folder]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    try {
      const entries = await readdir(next, { withFileTypes: true })
      entries.sort((a, b) => (a.name < b.name ? -1 : 1))
      for (const entry of entries) if (entry.isFile()) sources.push({ input: join(next, entry.name), kind: 'found', failed: null })
      if (recursive)
        waiting.push(
          ...entries
            .filter((entry) => entry.isDirectory())
            .map((entry) => join(next ?? folder, entry.name))
            .reverse(),
        )
    } catch (error) {
      sources.push({ input: next, kind: 'found', failed: fileErrorText(error) })
    }
  }
}

/** Reads one source. An archive gives its members, each unpacked only when it is its turn. */
export async function openSource(source: Source, io: Io, password: string | null): Promise<{ many: boolean; subjects: AsyncIterable<Subject> }> {
  const { input } = source
  const one = (subject: Subject): { many: boolean; subjects: AsyncIterable<Subject> } => ({ many: false, subjects: only(subject) })
  if (source.failed !== null) return one({ input, member: null, error: source.failed })
  try {
    const bytes = source.kind === 'stdin' ? await io.readStdin() : await readFileAtMost(input)
    if (!isZip(bytes)) {
      const file = source.kind === 'stdin' ? { name: null, folder: null } : { name: basename(input), folder: source.kind === 'named' ? dirname(input) : null }
      return one({ input, member: null, bytes, ...file })
    }
    const members = await openZip(bytes, password)
    if (members.length === 0) return one({ input, member: null, error: 'the zip archive holds no files' })
    return { many: members.length > 1, subjects: readMembers(input, members) }
  } catch (error) {
    return one({ input, member: null, error: fileErrorText(error) })
  }
}

async function* only(subject: Subject): AsyncGenerator<Subject> {
  yield subject
}

async function* readMembers(input: string, members: readonly ZipMember[]): AsyncGenerator<Subject> {
  for (const { path, read } of members) {
    try {
      const bytes = await read()
      if (isZip(bytes)) yield { input, member: path, error: 'a zip archive inside a zip archive is not opened; unpack it and give it by itself' }
      else yield { input, member: path, bytes, name: path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1), folder: null }
    } catch (error) {
      yield { input, member: path, error: fileErrorText(error) }
    }
  }
}

/** Assemblies given with `--with`: files, and of folders the files that begin as executables do. Each error is told once and leaves the rest. */
export async function readCompanions(
  paths: readonly string[],
): Promise<{ companions: { name: string; bytes: Uint8Array }[]; paths: string[]; errors: { input: string; error: string }[] }> {
  const { sources } = await findSources(paths, false)
  const companions: { name: string; bytes: Uint8Array }[] = []
  const used: string[] = []
  const errors: { input: string; error: string }[] = []
  let left = inputLimit
  for (const { input, kind, failed } of sources) {
    try {
      if (failed !== null || kind === 'stdin') throw new Error(failed ?? 'standard input cannot be given with --with')
      const bytes = await readFileAtMost(input, left)
      const isAssembly = bytes[0] === 0x4d && bytes[1] === 0x5a
      if (kind === 'named' && !isAssembly) throw new Error('is no assembly, so nothing can be resolved into it (archives are not opened for --with)')
      if (!isAssembly) continue
      companions.push({ name: basename(input), bytes })
      used.push(input)
      left -= bytes.length
    } catch (error) {
      errors.push({ input, error: fileErrorText(error) })
    }
  }
  return { companions, paths: used, errors }
}
