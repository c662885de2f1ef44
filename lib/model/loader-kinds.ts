import { isIlOnly, type LoaderCli } from './loader-cli-rules.ts'
import { type BrokenRule, hexText, type LoaderRule } from './loader-rule.ts'
import { hasFlag } from './loader-rva.ts'

const machines = { i386: 0x14c, amd64: 0x8664 } as const
const flags = { requires32Bit: 0x2, prefers32Bit: 0x2_0000 } as const

/** 32BITREQUIRED means that only without 32BITPREFERRED, which is set together with it. */
const requires32Bit = (cli: LoaderCli): boolean => hasFlag(cli.flags, flags.requires32Bit) && !hasFlag(cli.flags, flags.prefers32Bit)

/** Does the image run on every machine? */
const isNeutral = (cli: LoaderCli): boolean => !cli.nt.is64 && cli.nt.machine === machines.i386 && isIlOnly(cli) && !requires32Bit(cli)

export const machineRules: readonly LoaderRule<LoaderCli>[] = [
  {
    id: 'cli.machine',
    text: 'The image is IL only for every machine (PE32, 0x14c, not 32-bit only), or PE32+; a 64-bit runtime is asked, as Exchange has it',
    source: 'AssemblyName::TranslatePEToArchitectureType',
    test: (cli) => {
      if (cli.nt.is64 || isNeutral(cli)) return null
      if (cli.nt.machine !== machines.i386) return `a PE32 image is for machine ${hexText(cli.nt.machine)}`
      return isIlOnly(cli) ? 'it is for 32-bit processes only' : 'it holds native code for 32-bit processes'
    },
  },
]

/** What these rules do not cover: images with native code, and machines other than x64. */
export function notModelled(cli: LoaderCli): BrokenRule[] {
  // precompiled images are never marked IL only, and may have a machine number of their own: that says nothing more
  if (cli.managedNativeHeader.rva !== 0) return [{ rule: 'precompiled', detail: 'it carries precompiled code (ReadyToRun or NGEN)' }]
  const open: BrokenRule[] = []
  if (!isIlOnly(cli)) open.push({ rule: 'mixed', detail: 'it is not marked as IL only, so it may hold native code' })
  if (cli.nt.is64 && cli.nt.machine !== machines.amd64) open.push({ rule: 'machine', detail: `a PE32+ image is for machine ${hexText(cli.nt.machine)}` })
  return open
}
