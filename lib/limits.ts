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
  /** Assemblies inside assemblies: packers use one level, a packed packer two. */
  childDepth: 3,
  /** Files inspected inside one file, at all depths together; merged products carry dozens. */
  children: 64,
  /** Bytes of all files inside together, as a multiple of the file's own size … */
  childBytes: 8,
  /** … and what is always granted besides: packed assemblies grow. */
  childBytesFree: 64 * 1024 * 1024,
  /** Findings in one profile; a reader is helped by no more. */
  findings: 2000,
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
  /** Entries read of one `.resources` set. The largest of the platform's own hold a few thousand. */
  resourceEntries: 100_000,
  /** Type names of one `.resources` set; the platform's own name at most a dozen. */
  resourceTypes: 4096,
  /** Names and strings decoded of one `.resources` set, as a multiple of its bytes: more means that entries share them on purpose. */
  resourceReuse: 2,
  /** Bytes one packed item may unpack to: more than any real assembly, and what one check holds in memory. */
  unpackedSize: 64 * 1024 * 1024,
  /** Unpacked size as a multiple of the packed one, once above `unpackedFree`: code packs to a third, bombs to a thousandth. */
  unpackedRatio: 200,
  /** Bytes an item may unpack to whatever its packed size. */
  unpackedFree: 1024 * 1024,
  /** Bytes all packed items of one file may unpack to together. */
  unpackedTotal: 128 * 1024 * 1024,
  /** Layers of packing around one embedded image (base64 of gzip of …). Loaders in the wild use up to 3. */
  unpackDepth: 4,
  /** Items of one file whose beginning is inflated to see whether an image comes out: each may take half a million steps. No platform file needs more than 21. */
  unpackTries: 2048,
  /** Images told as found inside one file. Single-file tools carry up to 200 libraries. */
  embedded: 256,
  /** Blobs told as unreadable in one file. */
  opaque: 256,
  /** Fields with broken initial data that are stepped over in one file before the rest is left. */
  brokenFields: 4096,
  /** Bytes searched for embedded images, as a multiple of the file's size: resources and fields may share bytes on purpose. */
  embeddedReuse: 4,
  /** Files read of one single-file bundle. A self-contained application has about 400. */
  bundleEntries: 16_384,
  /** Bytes of one entry of the certificate table. Two signatures with timestamps take 18 KB; more is a hiding place. */
  certificateSize: 1024 * 1024,
  /** Entries of the certificate table. Signing tools write one. */
  certificateEntries: 16,
  /** Nesting of ASN.1 in a signature, counted before a parser sees it. A signature in a signature with a timestamp reaches 34. */
  asn1Depth: 64,
  /** ASN.1 values in one signature, object identifiers by their bytes: the parser makes objects of each. Real ones have up to 2,800. */
  asn1Nodes: 20_000,
  /** Signatures inside a signature that are looked at. Two algorithms side by side need one. */
  nestedSignatures: 8,
  /** Bytes of a signer's public key: RSA of 16,384 bits, the most that common libraries take, needs 2,086. */
  signerKey: 4096,
  /** Entries of the Win32 resource tree looked at, all levels together. Compilers write fewer than 50, programs full of icons some thousands. */
  win32Entries: 16_384,
  /** Import descriptors read. Compilers of .NET write one, native programs some dozens. */
  importModules: 1024,
  /** Imported functions read in all; the largest native programs have some thousands. */
  importSymbols: 65_536,
  /** Bytes of one imported module or function name; what other readers of imports take as well. */
  importName: 512,
  /** Bits of an RSA modulus that is reckoned with: CryptoAPI, which the CLR asks, takes no longer one. */
  rsaBits: 16_384,
  /** Bytes hashed for a strong name, as a multiple of the file's size: sections may lie over each other. */
  hashReuse: 2,
  /** Characters of all type references sorted for their hash; real assemblies stay below 500,000. */
  typeRefText: 4 * 1024 * 1024,
  /** Entries taken from one heap in all, as a multiple of its size: indexes may point into each other's bytes on purpose … */
  heapReuse: 16,
  /** … and what is always granted besides: obfuscators let a few names share their ends. */
  heapFree: 1024 * 1024,
  /** Bytes of a heap entry that counts as short: long ones do not use up what these may take, and a short blob is always given. */
  smallEntry: 1024,
  /** Rows in overlapping runs of one list column, as a multiple of the rows there are; beyond it each row stands in its first run only. */
  runReuse: 4,
  /** Entry points named in one finding, events first: an assembly with more agents than that is told by their number. */
  findingEntries: 64,
  /** Zeros added behind the file's bytes where memory has more than the file: fields and bodies there are small, or a hoax. */
  zeroFill: 64 * 1024,
  /** Places looked at for a metadata root that the CLI header does not point to. */
  rootSearch: 16,
  /** Overrides looked at to tell which of them outside code calls back, all types together. The largest assemblies of mono take 110,000. */
  callbackSteps: 4_000_000,
  /** Members looked at for what they override or implement, the set together; the largest real assemblies take 190,000. */
  interfaceSteps: 4_000_000,
  /** The platform's own assemblies inspected inside one file, which are not counted as `children`. Self-contained applications carry about 160. */
  platformChildren: 512,
  /** Elements passed on, edges made and asked for, callbacks, in all while data is followed: an agent of 100 KB takes some 100,000. Steps, not time: the answer must not depend on the machine. */
  flowSteps: 20_000_000,
  /** Instructions of methods in all contexts together; a method takes 16 besides its own. The largest agent of 36 KB here takes 18,000, one of a megabyte that is all reached some 500,000; 10 MB end in some seconds and below a gigabyte. */
  flowInstructions: 600_000,
  /** As many of these in contexts told apart; methods met later have one context each. It leaves room for what is farther from the entry points. */
  flowApart: 300_000,
  /** Nodes of the constraint graph: one for each value of a method in a context and for each cell of an object. Code of `flowInstructions` needs up to three for each instruction. */
  flowNodes: 2_000_000,
  /** Objects told apart while data is followed; beyond it contexts are merged. */
  flowObjects: 50_000,
  /** Contexts in which one method is followed; the callers beyond share one. */
  flowContexts: 16,
  /** Objects made by methods of objects made by methods …: how far a context looks. */
  flowObjectDepth: 3,
  /** Rounds in which names that were worked out lead to further calls by reflection. */
  flowRounds: 4,
  /** Methods of one type, and types, that a name from outside may stand for: more are no plug-ins somebody would write. */
  flowNames: 64,
  /** Nodes looked at to prove one flow backwards: a hundred steps in ordinary agents, two for each method of a chain made to be long. */
  proofNodes: 300_000,
  /** The same for all flows of one file: some seconds. */
  proofTotal: 3_000_000,
  /** Nodes looked at for another way of a flow that is proven: the condition is told in part where that is not enough. */
  wayNodes: 4096,
  /** Flows told in one profile. */
  flowHits: 500,
  /** Hidden behind each other: calls of own methods that a callback makes of an object given to outside code. */
  flowCallbacks: 4096,
  /** Values one constant may have before it counts as not fully known: more are no list a reader would use. */
  constants: 8,
  /** Places looked at to tell what one value may be: texts put together in real code come from some dozens. */
  constantSteps: 2000,
  /** Places of one such search that lie behind each other. */
  constantDepth: 40,
  /** Pieces of one text with holes; longer ones are mails put together, not names of places. */
  constantPieces: 64,
  /** Characters or bytes of one constant that is worked out: paths, addresses and keys are shorter, scripts seldom longer. */
  constantLength: 256 * 1024,
  /** Members of a constant collection that are told one by one. */
  constantList: 256,
  /** Instructions interpreted in one run: decoders of strings take some thousands, initialisers of big tables some ten thousands. */
  interpretSteps: 200_000,
  /** Instructions interpreted in all for one file: half a second. */
  interpretTotal: 5_000_000,
  /** Bytes one interpreted run may allocate, counted as they are asked for. */
  interpretMemory: 1024 * 1024,
  /** Calls inside each other in one interpreted run. */
  interpretDepth: 64,
  /** Flows told in one finding, shortest first: the same data over several branches. */
  findingFlows: 16,
  /** Records of one kind kept from all context files together: what concerns agents and their service; a busy server writes some hundreds a year. */
  serverRecords: 20_000,
  /** Mails from the pickup and replay folders that are kept from the logs, the first ones; most servers have none. */
  droppedMails: 1_000,
  /** Events told in one timeline; what an analyst reads has some dozens. */
  timelineEvents: 1_000,
  /** Authorised changes read from one list: years of a large organisation. */
  authorisedChanges: 50_000,
  /** Ids of messages kept to count each message once … */
  exposureMessages: 200_000,
  /** … and addresses of mailboxes kept and told. */
  exposureMailboxes: 10_000,
  /** Values told of one comparison in a condition; lists in code hold a few dozen. */
  triggerValues: 256,
  /** Alternatives of one condition; a reader is helped by no more. */
  conditionAlternatives: 8,
  /** Comparisons in one condition. */
  conditionAtoms: 64,
  /** Steps for the condition of one place: a branch, a value, or the work with long formulas. Ordinary ones take some hundreds. */
  conditionSteps: 10_000,
  /** The same for all places of one file together, half a minute at worst; ordinary files take some thousands. */
  conditionTotal: 200_000,
  /**
   * Times one question is worked out for conditions while others it leads back to are open. 30 is the most that was seen; code that
   * leads everywhere to everywhere asks without end.
   */
  conditionAgain: 40,
  /** Questions within questions while a condition is worked out (the value of a branch, the branch of that value …). */
  conditionDepth: 96,
  /** Own methods inside each other whose answer a condition takes in. */
  conditionInline: 4,
  /** Values looked at backwards to tell what a comparison is about and where its constants come from. */
  conditionSlice: 256,
  /** Instructions looked at for each one of a method while the states of a state machine are followed; compilers' own need fewer than 4. */
  stateSteps: 32,
  /** Steps for each instruction of a method while variables are put into single-assignment form; above it the rest stay memory. Real methods need up to 11. */
  ssaSteps: 48,
  /** Bytes of signatures decoded, as a multiple of `#Blob` … */
  signatureReuse: 2,
  /** … and what is always granted besides: compilers write each signature once, so only blobs that overlap on purpose need more. */
  signatureFree: 256 * 1024,
  /** Characters of names of types, methods and members kept, as a multiple of the file's size … */
  nameText: 6,
  /** … and what is always granted besides. Real assemblies stay below two and a half times their size. */
  nameTextFree: 1024 * 1024,
  /** Types of the set given as type arguments, all generic calls together; the largest real assemblies have some 10,000. */
  genericEdges: 500_000,
  /** Instructions and uses looked at in all searches for where a value comes from; real assemblies take up to 2,700,000. */
  originTotal: 8_000_000,
  /** Methods named on one way from an entry point; of a longer one the beginning and the end. Real ones stay below 20. */
  pathSteps: 64,
  /** Methods that take the place of others, each pair of them; the largest real assemblies have some 40,000. */
  overridePairs: 500_000,
  /** Characters of a context file looked at to tell what it is: a banner, prompts and the longest header of columns fit many times. */
  contextHead: 64 * 1024,
  /** Characters of one line of a context file. A tracking line with 5,000 recipients has some 400,000. */
  contextLine: 1024 * 1024,
  /** Characters of one record of a context file that goes over lines: an event, an object of a list, a row with line breaks in quotes. */
  contextRecord: 4 * 1024 * 1024,
  /** Columns of a row, properties of an object, elements and attributes of an event together. Real ones stay below 200. */
  contextFields: 2048,
  /** Columns of a table as PowerShell shows it, which fits on a screen. */
  contextTable: 64,
  /** Nesting of XML elements or JSON values in a context file. Real ones need 7. */
  contextDepth: 64,
  /** Characters of an XML name or of a column's name. Real ones stay below 100. */
  contextName: 1024,
  /** Lines of one context file that are told as not read; beyond it only their number. */
  contextSkipped: 100,
  /** Lines of a list of addresses that are told to have the hash of a condition; an implant is after some dozens. */
  digestMatches: 1_000,
  /** Domains whose hashes are kept, so that a list of millions asks for each once. */
  digestDomains: 20_000,
  /** Characters of one entry in a list of addresses; the standard allows an address 254. */
  addressEntry: 1_024,
} as const

export type LimitName = keyof typeof limits

/** Collects which bounds were met, each once, in the order they were met. */
export interface LimitLog {
  /** Names of `limits`; those of defects are plain text there. */
  readonly hit: Set<string>
}
