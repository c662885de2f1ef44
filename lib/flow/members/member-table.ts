/**
 * What members outside the set do with data: by full name of the type (with its generic arity), then by metadata name of the
 * member, statements of the mini language that `parse-effects.ts` reads. A member key may carry parameter types to name one
 * overload: `Write(System.Char)`; such a key goes before the bare name.
 */
export type MemberTable = Readonly<Record<string, Readonly<Record<string, string>>>>
