/** What `txray explain` can say beside the rules: a word the reports use, and what it means. */
export const topics: readonly { readonly name: string; readonly text: string }[] = [
  {
    name: 'escalate',
    text: "A decision: an administrator could not explain it away. In this version: an agent or factory claims to be Exchange's own and is not signed so, or an assembly found inside does. What only the flow of mail data could prove (content staged or sent under a hidden condition, used as code) is a review with that reason. Hand it to incident response with the profile.",
  },
  {
    name: 'review',
    text: "A decision: one of the behaviours that matter stands alone and in the open (a scanner's local socket, temporary files, a fixed journal address, new or forged mail), or message content and a way out of the message are in one handler, and whether the one reaches the other is not analysed in this version. Ask the owner of the server what the agent is for, and compare the answer with the findings.",
  },
  {
    name: 'expected',
    text: 'A decision: what the entry points reach stays within reading, openly changing, rejecting, logging or signing mail, and no way out for its content was seen. It says what the code does, not who put it there: check the registration and the signature as well.',
  },
  {
    name: 'not-judged',
    text: 'No .NET assembly was read, so there is no decision. A native file, a script or an archive member that is no executable gets this.',
  },
  {
    name: 'levels',
    text: 'How far the proof of a finding goes, lowest first: referenced, called, reachable, fed. A claim never stands higher than its proof.',
  },
  { name: 'referenced', text: 'A level: the name is in the metadata, and no instruction uses it; or the file itself shows it, as oddities do.' },
  { name: 'called', text: 'A level: an instruction in some method uses it; no entry point is known to lead there.' },
  {
    name: 'reachable',
    text: 'A level: a path of calls leads there from an entry point of an agent. For effects (a dropped message, an added recipient) this is the highest.',
  },
  {
    name: 'fed',
    text: 'A level: mail content or envelope data flows into the argument that matters. No finding of this version stands there: flow is not analysed yet.',
  },
  {
    name: 'condition',
    text: "What must hold before a finding's code runs. always: looked at, and nothing guards it. known: the comparisons are listed, alternatives of conjunctions. partial: some guards were not understood. not-analysed: not looked at, which is not the same as nothing.",
  },
  { name: 'score', text: "0 to 100: the rank inside the decision's band, to sort many files. It never decides." },
  { name: 'confidence', text: 'How sure the decision itself is: high, medium or low. How much of the file was analysed is coverage (completeness in JSON).' },
  {
    name: 'exit-status',
    text: '0 the scan succeeded, whatever it found; 1 a file reached the decision given to --fail-on; 2 wrong usage; 11 an input could not be read; 12 a rule or context file is invalid; 70 a defect of txray itself; 130 interrupted. When several apply: 130, 70, 2, 12, then 1, then 11.',
  },
]
