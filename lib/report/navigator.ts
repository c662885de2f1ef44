import { severities } from '../facts/vocabulary.ts'
import type { Finding, Profile, Severity } from '../profile/profile.ts'
import { visible } from './escape.ts'
import { renderJson } from './json.ts'
import { isTechniqueId } from './technique-names.ts'
import { compare, count, levelWords } from './words.ts'

/** A severity as a number that Navigator can colour; it never decides. */
const scores: { readonly [S in Severity]: number } = { info: 10, low: 25, medium: 50, high: 75, critical: 100 }

/** Yellow to red; no colour says that something is in order. */
const gradient = { colors: ['#fff7bc', '#fec44f', '#d7301f'], minValue: 0, maxValue: 100 } as const

interface Cell {
  severity: Severity
  findings: number
  lines: string[]
}

/** Files named in a layer's description at most. */
const most = 20

/**
 * An ATT&CK Navigator layer, version 4.5, of one or several files: each technique once, scored by the gravest finding that names it.
 * The decision stands in the description; Navigator has no other place for it.
 */
export function renderNavigator(profiles: readonly Profile[]): string {
  const cells = new Map<string, Cell>()
  for (const profile of profiles) for (const finding of profile.findings) addFinding(cells, finding, profile, profiles.length > 1)
  const techniques = [...cells].sort(([a], [b]) => compare(a, b)).map(([techniqueID, cell]) => techniqueOf(techniqueID, cell))
  const [only] = profiles
  const name = profiles.length === 1 && only !== undefined ? fileName(only) : count(profiles.length, 'file')
  return renderJson(
    {
      name: `txray: ${name}`,
      versions: { navigator: '5.1.0', layer: '4.5' },
      domain: 'enterprise-attack',
      description: descriptionOf(profiles),
      sorting: 3,
      layout: { layout: 'side', showID: true, showName: true },
      hideDisabled: false,
      techniques,
      gradient,
      legendItems: severities.map((severity) => ({ label: `gravest finding: ${severity} (${scores[severity]})`, color: legendColors[severity] })),
      metadata: profiles.slice(0, most).map(({ file, verdict }) => ({ name: file.sha256, value: verdict.decision })),
      showTacticRowBackground: false,
      selectTechniquesAcrossTactics: true,
      selectSubtechniquesWithParent: false,
    },
    'indented',
  )
}

const legendColors: { readonly [S in Severity]: string } = { info: '#fff1ad', low: '#ffde86', medium: '#fec44f', high: '#eb7a37', critical: '#d7301f' }

function addFinding(cells: Map<string, Cell>, { attack, severity, title, level, rule }: Finding, profile: Profile, isNamed: boolean): void {
  for (const id of attack.filter(isTechniqueId)) {
    const cell = cells.get(id) ?? { severity, findings: 0, lines: [] }
    cells.set(id, cell)
    cell.findings++
    if (severities.indexOf(severity) > severities.indexOf(cell.severity)) cell.severity = severity
    const line = `${isNamed ? `${fileName(profile)}: ` : ''}${visible(title, { max: 200 })} (${visible(rule, { max: 80 })}): ${levelWords[level]}`
    if (!cell.lines.includes(line)) cell.lines.push(line)
  }
}

function techniqueOf(techniqueID: string, { severity, findings, lines }: Cell): object {
  const left = lines.length - most
  const comment = [...lines.slice(0, most), ...(left > 0 ? [`+${left} more`] : [])].join('\n')
  return {
    techniqueID,
    score: scores[severity],
    comment,
    enabled: true,
    metadata: [
      { name: 'gravest', value: severity },
      { name: 'findings', value: String(findings) },
    ],
    showSubtechniques: techniqueID.includes('.'),
  }
}

function descriptionOf(profiles: readonly Profile[]): string {
  const lines = profiles.slice(0, most).map(({ file, verdict, tool, ...profile }) => {
    const [first] = verdict.reasons
    const because = first === undefined ? '' : `: ${visible(first.text, { max: 400 })}`
    return `${fileName({ file })} (sha256 ${visible(file.sha256)}): ${verdict.decision}${because} [txray ${visible(tool.version)}, rules ${visible(tool.rulesVersion)}, ${profile.format}]`
  })
  const left = profiles.length - lines.length
  return [...lines, ...(left > 0 ? [`+${left} more files`] : [])].join('\n')
}

function fileName({ file }: Pick<Profile, 'file'>): string {
  return file.name === null ? file.sha256.slice(0, 12) : visible(file.name, { max: 120, spaces: true })
}
