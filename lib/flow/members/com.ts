import type { MemberTable } from './member-table.ts'

const writes = 'params ~> this.content'
const request = {
  Open: '1 > this.target; sink network 1 @ 1',
  open: '1 > this.target; sink network 1 @ 1',
  SetRequestHeader: 'sink network params @ this.target',
  setRequestHeader: 'sink network params @ this.target',
  Send: 'sink network 0 @ this.target; source download content > this.content @ this.target',
  send: 'sink network 0 @ this.target; source download content > this.content @ this.target',
  get_ResponseText: 'this.content ~> return',
  get_ResponseBody: 'this.content ~> return',
} as const
const script = { Eval: 'sink script 0', ExecuteStatement: 'sink script 0', AddCode: 'sink script 0', Run: 'sink script params' } as const
const shell = {
  Run: 'sink process-file 0 @ 0',
  Exec: 'sink process-file 0 @ 0; new; 0 > return.path; role process-stdin return @ return.path; source native content > return.content @ 0',
  RegRead: 'source registry content > return @ 0',
  RegWrite: 'sink registry params @ 0',
  RegDelete: '',
  ExpandEnvironmentStrings: 'source host text > return @ 0',
  SendKeys: '',
} as const

const classes = {
  'WScript.Shell': shell,
  'Shell.Application': { ShellExecute: 'sink process-file 0 @ 0; sink process-arguments 1 @ 0', Open: 'sink process-file 0 @ 0' },
  'MSScriptControl.ScriptControl': script,
  ScriptControl: script,
  'Scripting.FileSystemObject': {
    CreateTextFile: 'new; role file return @ 0',
    OpenTextFile: 'new; role file return @ 0; source file content > return.content @ 0',
    CopyFile: 'source file content > this.inner @ 0; sink file this.inner @ 1',
    DeleteFile: '',
    FileExists: '',
  },
  'ADODB.Stream': {
    Open: '',
    Write: writes,
    WriteText: writes,
    Read: 'this.content ~> return',
    ReadText: 'this.content ~> return',
    LoadFromFile: 'source file content > this.content @ 0',
    SaveToFile: 'sink file this.content @ 0',
    Close: '',
  },
  'MSXML2.XMLHTTP': request,
  'MSXML2.XMLHTTP.6.0': request,
  'MSXML2.ServerXMLHTTP': request,
  'MSXML2.ServerXMLHTTP.6.0': request,
  'Microsoft.XMLHTTP': request,
  'WinHttp.WinHttpRequest.5.1': request,
} as const

/**
 * COM objects that are made by their program's name and called by the names of members, `WScript.Shell` and its like. The type stands
 * under that name.
 */
export const comMembers: MemberTable = Object.fromEntries(Object.entries(classes).map(([name, members]) => [name, { '.ctor': '', ...members }]))

const byName: ReadonlyMap<string, string> = new Map(Object.keys(comMembers).map((name) => [name.toLowerCase(), name]))

/** The name a program's name stands under: letter case does not matter to COM. */
export function comType(progId: string): string {
  return byName.get(progId.trim().toLowerCase()) ?? progId.trim()
}
