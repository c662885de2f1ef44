export type { Defect, FormatErrorCode } from './errors.ts'
export { FormatError } from './errors.ts'
export { type Assembly, openAssembly } from './model/assembly.ts'
export type * from './profile/profile.ts'
