import type { MemberTable } from './member-table.ts'

const opens = 'new; 0 > return.path'

/** The registry. A value is known by the path its key was opened with. */
export const registryMembers: MemberTable = {
  'Microsoft.Win32.Registry': {
    GetValue: 'source registry content > return @ 0; 2 > return',
    SetValue: 'sink registry 1 @ 0; sink registry 2 @ 0',
  },
  'Microsoft.Win32.RegistryKey': {
    OpenSubKey: opens,
    CreateSubKey: opens,
    OpenBaseKey: 'new',
    OpenRemoteBaseKey: 'new; 1 > return.target',
    FromHandle: 'new',
    GetValue: 'source registry content > return @ this.path; 1 > return',
    SetValue: 'sink registry 0 @ this.path; sink registry 1 @ this.path',
    GetValueNames: 'source registry text > return.element @ this.path',
    GetSubKeyNames: 'source registry text > return.element @ this.path',
    GetValueKind: 'source registry measure > return @ this.path',
    get_ValueCount: 'source registry measure > return @ this.path',
    get_SubKeyCount: 'source registry measure > return @ this.path',
    get_Name: 'this.path > return',
    ToString: 'this.path > return',
    get_Handle: 'new; this.path > return.path',
    GetAccessControl: 'new',
    SetAccessControl: '',
    DeleteSubKey: '',
    DeleteSubKeyTree: '',
    DeleteValue: '',
    Close: '',
    Flush: '',
    Dispose: '',
  },
}
