import { baseNameOf, type Program } from '../model/program.ts'

/** Is the type of the set a struct or an enumeration? */
export function isValueType(program: Program, type: number): boolean {
  const base = baseNameOf(program, type)
  return base === 'System.ValueType' || base === 'System.Enum'
}

/** Is the type of the set a delegate type? */
export function isDelegateType(program: Program, type: number): boolean {
  const base = baseNameOf(program, type)
  return base === 'System.MulticastDelegate' || base === 'System.Delegate'
}
