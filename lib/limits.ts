/**
 * Every bound on what a file can make txray do, each with its reason. A bound that is reached never moves
 * what follows it (tables keep their place); it is told in `completeness.limits`.
 */
export const limits = {
  /** Section headers read. The Windows loader takes 96, the format's field 65,535. */
  sections: 96,
  /** Metadata streams read. Compilers write 5 or 6; 163 decoys have been seen in the wild. */
  streams: 512,
  /** Metadata stream name in bytes with its terminator: the standard's own bound (II.24.2.2). */
  streamName: 32,
  /** Debug directory entries. Compilers write 1 to 5. */
  debugEntries: 64,
  /** Nesting of one signature (pointer to array of generic of …). Compilers stay below 10; the stack must not be the bound. */
  signatureDepth: 64,
  /** Type nodes in one signature, so that a blob of one byte a node stays cheap. */
  signatureNodes: 4096,
  /** Parameters of one method signature; a call has room for 65,535 in IL, compilers stay below 256. */
  parameters: 1024,
  /** Rank of a general array. The CLR allows 32. */
  arrayRank: 32,
  /** Characters of one written type or member name; generic instances may double at each level. */
  nameLength: 16_384,
  /** Steps along Extends, NestedClass, ResolutionScope and TypeSpec chains before they count as a cycle. */
  chain: 256,
  /** Elements of one array in a custom attribute value. */
  attributeElements: 65_536,
  /** Named arguments of one custom attribute. */
  attributeNamed: 1024,
  /** Nesting of boxed and array values in a custom attribute. */
  attributeDepth: 32,
  /** Exception clauses of one method body. Generated code reaches hundreds. */
  exceptionClauses: 4096,
  /** Bytes of IL decoded in one body: the largest known real method is below 2 MB. */
  codeSize: 16 * 1024 * 1024,
  /** Code taken up in all, as a multiple of the file's size: more means that methods share bodies on purpose. */
  codeReuse: 2,
  /** Operand stack entries simulated in one method; MaxStack is a 16-bit field. */
  stackDepth: 65_535,
  /** Places an answer to "where does this value come from" looks at before it says unknown. */
  originSteps: 512,
  /** Edges walked in all while the reach of each entry point is computed. */
  reachSteps: 20_000_000,
  /** Findings in one profile; a reader is helped by no more. */
  findings: 5000,
  /** Places named in one finding below `reachable`. */
  evidence: 16,
  /** Indicators in one profile. */
  indicators: 2000,
  /** Characters of one string that are searched for indicators. */
  indicatorText: 65_536,
  /** Defects told one by one; that there were more is told by this bound's name. */
  defects: 200,
  /** Exception and finally edges of one method's control flow: clauses times blocks. Generated code stays below 50,000. */
  exceptionEdges: 1_000_000,
  /** Operands, phis and values carried between blocks in one method's stack simulation; about two an instruction in real code. */
  stackValues: 8_000_000,
  /** Characters of string constants that the capability rules search in all: one pass each, a fraction of a second. */
  ruleText: 16 * 1024 * 1024,
  /** Characters of one path told as an indicator: Windows takes 260 without a prefix; keeps each try of the scanner short. */
  indicatorPath: 512,
  /** Characters of one command line told as an indicator; encoded ones are longer and told cut. */
  indicatorCommand: 1024,
} as const

export type LimitName = keyof typeof limits

/** Collects which bounds were met, each once, in the order they were met. */
export interface LimitLog {
  readonly hit: Set<LimitName>
}
