import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

const { TXRAY_DOTNET_SDK: stated = '' } = process.env

/** Where the unpacked SDK may stand: it is downloaded for some tests and never stored here. */
export const sdkFolder: string | null = [stated, join(homedir(), '.cache', 'txray', 'dotnet-sdk', 'package')].find(isFolder) ?? null

export const monoFolder: string | null = isFolder('/usr/lib/mono') ? '/usr/lib/mono' : null

function isFolder(path: string): boolean {
  return path !== '' && existsSync(path)
}

/** Every .dll and .exe below a folder, in order; links are left out, as they lead to the same files. */
export function assembliesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:dll|exe)$/i.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}
