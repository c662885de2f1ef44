/** What `txray explain` can say beside the rules: a word the reports use, and what it means. */
export const topics: readonly { readonly name: string; readonly text: string }[] = [
  {
    name: 'escalate',
    text: "A decision: an administrator could not explain it away. Mail is run as code or as a command; something downloaded is run; message content is kept, sent or handed on for chosen people, to a fixed place elsewhere, or hidden; mail of chosen people is changed, redirected or copied; an agent falsely claims to be Exchange's own, or is registered as one of these; its installation was recorded, nobody authorised it, and what it does has to be explained; or something inside is to be escalated. Each flow is proven instruction by instruction. Hand it to incident response with the profile.",
  },
  {
    name: 'review',
    text: "A decision: one of the behaviours that matter stands alone and in the open (a scanner's local socket, temporary files, a fixed journal address, new or forged mail), mail data enters code that could not be followed, or part of the file is missing. Ask the owner of the server what the agent is for, and compare the answer with the findings. Reasons that begin with content-and- hold only where a bound ended the following of data.",
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
    text: 'A level, the highest: mail content or envelope data was proven to flow into the argument that matters. flows names source, sink and every instruction between. A length or a count is never enough, nor an address, an id or a hash that ends in a log. What a proof cannot show is listed under unknowns instead.',
  },
  {
    name: 'condition',
    text: "What must hold before a finding's code runs, for a flow on all of its way. always: looked at, and nothing guards it. known: the comparisons are listed, alternatives of conjunctions. partial: more guards it, or more ways lead there, than was understood or is listed. not-analysed: not looked at, which is not the same as nothing. A comparison tells what is looked at, how, and with which values: constant (in the code), recovered (hidden in the code and worked out), computed (only a hash is there) or external (in a file, key or answer from outside).",
  },
  {
    name: 'flow',
    text: 'Data from a source to a sink, by one way that calls and returns can really take. The proof is a list of instructions; txray inspect --verbose prints it. What is approximated, and in which direction, stands in docs/precision.md.',
  },
  {
    name: 'grade',
    text: 'How much of a source still arrives, highest first: content (all that was written), text (a subject, a header, a file name), address, id, digest (a hash of it). A grade that fell never rises again. Lengths and counts are a measure, which is never told as a flow.',
  },
  {
    name: 'recovered',
    text: 'A text that stands nowhere in the file because its code makes it, from encoded or encrypted constants. It was worked out by interpreting that code on these constants, with nothing else of the machine in reach.',
  },
  { name: 'score', text: "0 to 100: the rank inside the decision's band, to sort many files. It never decides." },
  { name: 'confidence', text: 'How sure the decision itself is: high, medium or low. How much of the file was analysed is coverage (completeness in JSON).' },
  {
    name: 'exit-status',
    text: '0 the scan succeeded, whatever it found; 1 a file reached the decision given to --fail-on; 2 wrong usage; 11 an input could not be read; 12 a rule or context file is invalid; 70 a defect of txray itself; 130 interrupted. When several apply: 130, 70, 2, 12, then 1, then 11.',
  },
]
