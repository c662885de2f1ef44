import { type WordLimits, whenWords } from '../profile/condition-words.ts'
import { flowSentences } from '../profile/flow-words.ts'
import type { Evidence, Finding } from '../profile/profile.ts'
import { type Paper, quoted, value } from './layout.ts'
import { findOwner, withoutParameters } from './owner.ts'

/** Where a finding's code stands: the method a person wrote, the token and IL offset that hold it, and the member it uses. */
export function placeText(finding: Finding, paper: Paper): string {
  const [evidence] = finding.evidence
  const { method, token, ilOffset } = evidence?.method != null ? evidence : (finding.path.at(-1) ?? evidence ?? nowhere)
  const place = [...(method === null ? [] : [methodText(method, paper)]), ...codePlace(token, ilOffset, paper)]
  const api = evidence?.api ?? null
  const uses = api === null ? '' : `${place.length > 0 ? ' → ' : ''}${value(paper, api)}`
  const others = finding.evidence.length > 1 ? ` (and ${finding.evidence.length - 1} more)` : ''
  return `${place.join(' ')}${uses}${others}` || 'no place in the code'
}

const nowhere = { method: null, token: null, ilOffset: null } as const

/** The token and, beside it, the IL offset as ildasm writes it: those of the two that are known. */
export function codePlace(token: string | null, ilOffset: number | null, paper: Paper): string[] {
  return [...(token === null ? [] : [value(paper, token)]), ...(ilOffset === null ? [] : [`IL_${ilOffset.toString(16).padStart(4, '0')}`])]
}

/** A method as a person wrote it; for one the compiler made, its owner, and that it is one. */
function methodText(method: string, paper: Paper): string {
  const owner = findOwner(method)
  if (owner === null) return value(paper, withoutParameters(method))
  return `${value(paper, owner)} (compiled into ${value(paper, withoutParameters(method.slice(method.lastIndexOf('/') + 1)))})`
}

const most: WordLimits = { alternatives: 3, clauses: 6, values: 4, or: '; OR ' }
const all: WordLimits = { ...most, alternatives: Number.MAX_SAFE_INTEGER, clauses: Number.MAX_SAFE_INTEGER, values: Number.MAX_SAFE_INTEGER }

/** What must hold before the finding's code runs: `only when …; OR …`, `always`. */
export function conditionText({ condition }: Finding, paper: Paper): string {
  if (condition.state === 'not-analysed') return 'not analysed'
  if (condition.state === 'always') return 'always, nothing guards it'
  return whenWords(condition, (text) => quoted(paper, text), paper.verbose ? all : most).trimStart()
}

/** What flows where, in a sentence for each end; empty where nothing was seen to flow. */
export function flowTexts({ flows, condition }: Finding, paper: Paper): string[] {
  if (flows.length === 0) return condition.state === 'not-analysed' ? ['mail data: not analysed'] : []
  return flowSentences(flows, (text) => quoted(paper, text)).map((sentence) => `data: ${sentence}`)
}

/** The steps of each flow, shortest first, every one an instruction: from the source to the sink. */
export function stepTexts({ flows }: Finding, paper: Paper): string[] {
  return [...flows]
    .sort((a, b) => a.steps.length - b.steps.length)
    .map(({ source, sink, steps }) => {
      const ends = steps.length > 0 ? steps : [source.at, sink.at]
      return `proof: ${ends.map((step) => stepText(step, paper)).join(' → ')}`
    })
}

function stepText({ method, token, ilOffset }: Evidence, paper: Paper): string {
  return [...(method === null ? [] : [methodText(method, paper)]), ...codePlace(token, ilOffset, paper)].join(' ')
}
