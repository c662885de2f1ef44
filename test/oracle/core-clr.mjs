// Runs images with the CoreCLR 2.2 of the SDK package.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { sdk } from './files.mjs'

const patience = 60_000

/** Gives `use` a function that runs an image's bytes in a process of its own: its exit status and what it wrote. */
export async function withCoreClr(use) {
  const dotnet = path.join(sdk, 'dotnet')
  if (!existsSync(dotnet)) throw new Error(`no dotnet in ${sdk}: run test/oracle/build.sh, or set TXRAY_DOTNET_SDK`)
  const version = readdirSync(path.join(sdk, 'shared', 'Microsoft.NETCore.App')).find((name) => name.startsWith('2.2.'))
  const folder = mkdtempSync(path.join(tmpdir(), 'txray-clr-'))
  const config = path.join(folder, 'run.runtimeconfig.json')
  writeFileSync(config, JSON.stringify({ runtimeOptions: { framework: { name: 'Microsoft.NETCore.App', version } } }))
  let count = 0
  const run = (bytes) =>
    new Promise((resolve, reject) => {
      const file = path.join(folder, `image${count++}.dll`)
      writeFileSync(file, bytes)
      const env = { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1', COMPlus_DbgEnableMiniDump: '0' }
      const child = spawn(dotnet, ['exec', '--runtimeconfig', config, file], { cwd: folder, env, timeout: patience, killSignal: 'SIGKILL' })
      let out = ''
      let errors = ''
      child.stdout.on('data', (chunk) => {
        out += chunk
      })
      child.stderr.on('data', (chunk) => {
        errors += chunk
      })
      child.on('error', reject)
      child.on('close', (code, signal) => resolve({ status: code ?? signal, out, errors }))
    })
  try {
    return await use(run)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
