import type { Rule } from './rule.ts'

/** Oddities by id, in the words of a rule: `[what, title, severity, why]`. */
type OddityRow = readonly [id: string, oddities: readonly string[], title: string, severity: Rule['severity'], why: string]

const rows: readonly OddityRow[] = [
  [
    'oddity.headers',
    ['image.directory-count', 'image.symbols', 'image.cli-directory', 'image.cli-header', 'image.optional-header'],
    'Has headers that no compiler writes',
    'medium',
    'Fields that loaders ignore and readers trust were changed: the file still runs, and some analysis tools fail on it or see no .NET in it.',
  ],
  [
    'oddity.sections',
    ['image.section-without-size', 'image.section-unaligned', 'image.section-cut', 'image.sections-overlap'],
    'Has sections that no linker writes',
    'medium',
    'Sections overlap, are cut or state impossible sizes. A damaged copy does that too; in an intact one it misleads readers about where the code is.',
  ],
  [
    'oddity.streams',
    [
      'metadata.decoy-streams',
      'metadata.double-stream',
      'metadata.streams-overlap',
      'metadata.name-padding',
      'metadata.edit-streams',
      'metadata.extra-data',
      'metadata.heap-flags',
      'metadata.version',
      'metadata.reserved',
    ],
    'Has metadata streams that no compiler writes',
    'high',
    'Decoy or double streams, and fields that only some readers honour, make analysis tools read other names and other code than the runtime runs. Obfuscators do this.',
  ],
  [
    'oddity.tables',
    [
      'metadata.modules',
      'metadata.assemblies',
      'metadata.runs',
      'metadata.schema',
      'metadata.unknown-tables',
      'metadata.row-counts',
      'metadata.indexes',
      'metadata.unsorted',
    ],
    'Has metadata tables that no compiler writes',
    'high',
    'More rows than the runtime looks at, indexes that point nowhere, or runs and keys out of order break readers that expect what compilers write. Obfuscators add such rows.',
  ],
  [
    'oddity.unfinished-tables',
    ['metadata.edit-tables'],
    'Has tables of an unfinished build',
    'low',
    'Pointer and edit-and-continue tables stand in incremental builds, not in what is delivered; they also send readers astray about which method is which.',
  ],
  [
    'oddity.invisible-names',
    ['names.invisible'],
    'Has names that do not show',
    'high',
    'Names hold control, direction or zero-width characters, so that they look empty, alike, or like others.',
  ],
  [
    'oddity.unreadable-names',
    ['names.unreadable'],
    'Has names that say nothing',
    'medium',
    'Most names of types, methods and fields were replaced. Commercial obfuscators do that to ordinary products; an agent of one administrator has little reason for it.',
  ],
  [
    'oddity.double-types',
    ['names.double-type'],
    'Has several types of one name',
    'medium',
    'The runtime finds only the first of them by name, and a reader may show another: no compiler lets two types of one assembly have one name.',
  ],
  [
    'oddity.impossible-reference',
    ['names.impossible-reference'],
    'References an assembly in a version that cannot be',
    'medium',
    'Such a reference can never be bound: it is there for readers that stumble over it. Windows Runtime metadata has one too, and is no agent.',
  ],
  [
    'oddity.code-headers',
    ['code.header'],
    'Has method headers that no compiler writes',
    'high',
    'A header shorter than the usual three words makes the code start inside it, so that a reader that expects three shows other instructions than run.',
  ],
  [
    'oddity.unreadable-code',
    ['code.unreadable'],
    'Has method bodies that cannot be read',
    'high',
    'The bodies lie where the file has no bytes, or begin with none of the two headers: they are encrypted until something decrypts them at run time, or the copy is damaged.',
  ],
  [
    'oddity.junk-code',
    ['code.junk'],
    'Has bytes in its code that are no instructions',
    'medium',
    'Junk behind jumps stops disassemblers that read straight on; compilers write none.',
  ],
  [
    'oddity.native-stub',
    ['code.native-stub'],
    'Has native code in a file said to hold IL only',
    'high',
    'Small native bodies hide what a method does from every reader of IL; no compiler writes them into such a file.',
  ],
  [
    'oddity.opaque-data',
    ['data.opaque'],
    'Carries data that looks encrypted',
    'low',
    'A resource, field or overlay is as even as random bytes and no known packed format: encrypted configuration or code, or keys and tables of an ordinary kind.',
  ],
]

/** What the file itself shows that no compiler writes: each rests on the structure, not on any name. */
export const oddityRules: readonly Rule[] = rows.map(([id, oddities, title, severity, why]) => ({
  id,
  title,
  category: 'concealment',
  severity,
  attack: severity === 'low' ? [] : ['T1027'],
  why,
  anyOf: oddities.map((oddity) => ({ oddity })),
}))
