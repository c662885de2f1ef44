/** Nesting of compiler-made names inside one another (`<<Run>b__0>d`); compilers reach 3. */
const depth = 8

/**
 * The method a person wrote, for a method that a compiler made out of a part of it: the `MoveNext` of an async method
 * or iterator, a lambda, a local function. `N.T/<Run>d__3::MoveNext()` gives `N.T::Run`; where the name does not tell
 * the method (Visual Basic's lambdas) it is the type alone. Null when the method is not compiler-made.
 * The shapes are Roslyn's, mcs's and Visual Basic's.
 */
export function findOwner(member: string): string | null {
  const colons = member.lastIndexOf('::')
  if (colons < 0) return null
  const segments = member.slice(0, colons).split('/')
  const method = withoutParameters(member.slice(colons + 2))
  const firstMade = segments.findIndex(isMade)
  if (firstMade === 0 || (firstMade < 0 && !isMade(method))) return null
  const type = segments.slice(0, firstMade < 0 ? segments.length : firstMade).join('/')
  const made = [method, ...(firstMade < 0 ? [] : segments.slice(firstMade).reverse())]
  const name = made.map(ownerName).find((found) => found !== null)
  return name === undefined ? type : `${type}::${name}`
}

/** `N.T::Run(System.Object)` as `N.T::Run`. */
export function withoutParameters(member: string): string {
  const parameters = member.indexOf('(', member.lastIndexOf('::') + 1)
  return parameters > 0 ? member.slice(0, parameters) : member
}

function isMade(name: string): boolean {
  return (
    (name.startsWith('<') && name.lastIndexOf('>') > 0) ||
    name.startsWith('VB$StateMachine_') ||
    name.startsWith('_Closure$__') ||
    name.startsWith('_Lambda$__')
  )
}

function ownerName(name: string): string | null {
  const stateMachine = /^VB\$StateMachine_\d+_(.+)$/.exec(name)
  if (stateMachine !== null) return stateMachine[1] ?? null
  let inner = name
  for (let step = 0; step < depth && inner.startsWith('<'); step++) inner = inner.slice(1, Math.max(1, inner.lastIndexOf('>')))
  return inner === name || inner === '' || inner.startsWith('<') ? null : inner
}
