import { u32 } from '../bytes/span.ts'
import { salvage } from '../errors.ts'
import { cell, isRowOf, rowCount } from '../metadata/tables.ts'
import { cliFlags } from '../pe/cli-header.ts'
import { spanAtRva } from '../pe/image.ts'
import type { Assembly } from './assembly.ts'

/** Ways in which an image is more, or other, than one assembly of IL. */
export type ImageKind =
  | 'mixed-mode' // native code beside IL: ILONLY is not set
  | 'ready-to-run' // native code compiled ahead, IL still there
  | 'ngen' // a native image: the IL is elsewhere
  | 'native-entry-point' // the entry point is native
  | 'vtable-fixups' // managed methods are called from native code through fixed-up slots
  | 'netmodule' // no assembly manifest: part of an assembly
  | 'multi-module' // modules of the assembly stand in other files
  | 'forwarders' // types are declared elsewhere and only forwarded here

/** `managedNativeHeader` starts with this in a ReadyToRun image: `RTR\0`. */
const readyToRunSignature = 0x00525452
/** NGEN images start the same directory with this: `NGEN`. */
const ngenSignature = 0x4e45474e

/** What of it holds for this image, in the order above. */
export function imageKinds(assembly: Assembly): ImageKind[] {
  const { cli } = assembly
  const { tables } = assembly.metadata
  const native =
    cli.managedNativeHeader.rva === 0
      ? 0
      : salvage(assembly.defects, 'managed native header', () => u32(spanAtRva(assembly.image, cli.managedNativeHeader.rva), 0), 0)
  const kinds: ImageKind[] = []
  // a ReadyToRun image clears ILONLY in some versions and is no mixed mode for that
  if ((cli.flags & cliFlags.ilOnly) === 0 && native !== readyToRunSignature) kinds.push('mixed-mode')
  if (native === readyToRunSignature) kinds.push('ready-to-run')
  else if (native === ngenSignature || native !== 0) kinds.push('ngen')
  if ((cli.flags & cliFlags.nativeEntryPoint) !== 0) kinds.push('native-entry-point')
  if (cli.vtableFixups.rva !== 0 && cli.vtableFixups.size > 0) kinds.push('vtable-fixups')
  if (rowCount(tables, 'Assembly') === 0) kinds.push('netmodule')
  if (hasOtherModules(assembly)) kinds.push('multi-module')
  if (hasForwarders(assembly)) kinds.push('forwarders')
  return kinds
}

/** File rows that hold metadata; others are only resources. II.22.19 */
function hasOtherModules(assembly: Assembly): boolean {
  const { tables } = assembly.metadata
  for (let row = 1; row <= rowCount(tables, 'File'); row++) if ((cell(tables, 'File', row, 'Flags') & 1) === 0) return true
  return false
}

function hasForwarders(assembly: Assembly): boolean {
  const { tables } = assembly.metadata
  for (let row = 1; row <= rowCount(tables, 'ExportedType'); row++) {
    if (isRowOf(tables, 'AssemblyRef', cell(tables, 'ExportedType', row, 'Implementation'))) return true
  }
  return false
}

/** Each kind as a sentence on what it means for a reader of IL. */
export const imageKindWords: Readonly<Record<ImageKind, string>> = {
  'mixed-mode': 'native code stands beside the IL in this file: it was not looked at',
  'ready-to-run': 'the methods are also compiled to native code in this file (ReadyToRun): the IL was read, and not compared with it',
  ngen: 'this is a native image: what runs is native code, which was not looked at',
  'native-entry-point': 'the entry point is native code: it was not looked at',
  'vtable-fixups': 'native code can call managed methods of this file through vtable slots: such calls were not followed',
  netmodule: 'this is a module without an assembly manifest: the rest of its assembly stands in other files',
  'multi-module': 'modules of this assembly stand in other files: they were not looked at',
  forwarders: 'some of its types are only forwarded to other assemblies',
}
