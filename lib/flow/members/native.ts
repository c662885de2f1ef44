import type { Effect } from '../effect.ts'
import { parseEffects } from '../parse-effects.ts'
import type { MemberTable } from './member-table.ts'

const block = 'new'
const textBlock = 'new; 0 ~> return.pointee'
const gives = '0.pointee ~> return'
const writes = '1 ~> 0.pointee; 2 ~> 0.pointee'
const pinned = 'new; this.value ~> return.pointee; return.pointee ~> this.value'

/** `Marshal.Copy`: to native memory, and from it. */
const copies: Readonly<Record<string, string>> = Object.fromEntries(
  ['Byte', 'Char', 'Double', 'Int16', 'Int32', 'Int64', 'IntPtr', 'Single'].flatMap((element) => [
    [`Copy(System.${element}[],System.Int32,System.IntPtr,System.Int32)`, '0 ~> 2.pointee'],
    [`Copy(System.IntPtr,System.${element}[],System.Int32,System.Int32)`, '0.pointee ~> 1'],
  ]),
)

function all(row: string, ...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, row]))
}

const asText = ['Ansi', 'Uni', 'Auto']

/** Memory outside of the runtime: a block has one cell, `pointee`. */
export const nativeMembers: MemberTable = {
  'System.Runtime.InteropServices.Marshal': {
    ...copies,
    ...all(block, 'AllocHGlobal', 'AllocCoTaskMem'),
    ...all('0 > return', 'ReAllocHGlobal', 'ReAllocCoTaskMem'),
    ...all(textBlock, ...asText.flatMap((kind) => [`StringToHGlobal${kind}`, `StringToCoTaskMem${kind}`]), 'StringToBSTR'),
    ...all(textBlock, 'SecureStringToBSTR', 'SecureStringToGlobalAllocUnicode', 'SecureStringToGlobalAllocAnsi', 'SecureStringToCoTaskMemUnicode'),
    ...all(gives, ...asText.map((kind) => `PtrToString${kind}`), 'PtrToStringBSTR'),
    ...all(gives, 'ReadByte', 'ReadInt16', 'ReadInt32', 'ReadInt64', 'ReadIntPtr'),
    ...all(writes, 'WriteByte', 'WriteInt16', 'WriteInt32', 'WriteInt64', 'WriteIntPtr'),
    PtrToStructure: gives,
    'PtrToStructure(System.IntPtr,System.Object)': '0.pointee ~> 1',
    'PtrToStructure(System.IntPtr,!!0)': '0.pointee ~> 1',
    StructureToPtr: '0 ~> 1.pointee',
    UnsafeAddrOfPinnedArrayElement: 'new; 0 ~> return.pointee; return.pointee ~> 0',
    // what stands in that memory is run
    GetDelegateForFunctionPointer: 'new; sink code 0.pointee',
    GetFunctionPointerForDelegate: 'new; 0 > return.target',
    GetIUnknownForObject: 'new; 0 > return.target',
    GetIDispatchForObject: 'new; 0 > return.target',
    GetObjectForIUnknown: '0.target > return',
    GetTypedObjectForIUnknown: '0.target > return',
    GetActiveObject: 'new; sink reflection 0',
    BindToMoniker: 'new; sink reflection 0',
    GetTypeFromCLSID: 'new; sink reflection 0',
    GetLastWin32Error: 'source native measure > return',
    GetHRForLastWin32Error: 'source native measure > return',
    ...all('', 'FreeHGlobal', 'FreeCoTaskMem', 'FreeBSTR', 'ZeroFreeBSTR', 'ZeroFreeGlobalAllocUnicode', 'ZeroFreeGlobalAllocAnsi', 'DestroyStructure'),
    ...all(
      '',
      'Release',
      'ReleaseComObject',
      'FinalReleaseComObject',
      'SizeOf',
      'OffsetOf',
      'ThrowExceptionForHR',
      'GetHRForException',
      'Prelink',
      'GetHINSTANCE',
    ),
  },
  'System.Runtime.InteropServices.GCHandle': {
    Alloc: 'new; 0 > return.value',
    AddrOfPinnedObject: pinned,
    get_Target: 'this.value > return',
    set_Target: '0 > this.value',
    ToIntPtr: '0 > return',
    FromIntPtr: '0 > return',
    op_Explicit: '0 > return',
    get_IsAllocated: '',
    Free: '',
  },
  'System.Runtime.InteropServices.HandleRef': { '.ctor': '1 > this.value; 1.pointee ~> this.pointee', get_Handle: 'this.value > return', get_Wrapper: '' },
  'System.Runtime.InteropServices.SafeHandle': { DangerousGetHandle: 'same', SetHandle: '0 > this.value', get_IsInvalid: '', Close: '', Dispose: '' },
  'System.IntPtr': {
    '.ctor': '0 > this',
    op_Explicit: '0 > return',
    op_Addition: '0 > return',
    op_Subtraction: '0 > return',
    Add: '0 > return',
    Subtract: '0 > return',
    ToPointer: 'this > return',
    ToInt32: 'this > return',
    ToInt64: 'this > return',
    op_Equality: '0 ~measure> return; 1 ~measure> return',
    op_Inequality: '0 ~measure> return; 1 ~measure> return',
    get_Size: '',
  },
  'System.UIntPtr': {
    '.ctor': '0 > this',
    ...all('0 > return', 'op_Explicit', 'op_Addition', 'op_Subtraction', 'Add', 'Subtract'),
    ...all('this > return', 'ToPointer', 'ToUInt32', 'ToUInt64'),
    get_Size: '',
  },
  'System.Buffer': { MemoryCopy: '0.pointee ~> 1.pointee' },
  'System.Security.SecureString': {
    '.ctor': '0.pointee ~> this.content',
    AppendChar: '0 ~> this.content',
    InsertAt: '1 ~> this.content',
    SetAt: '1 ~> this.content',
    MakeReadOnly: '',
    Copy: 'same',
  },
  'System.Runtime.CompilerServices.Unsafe': {
    As: '0 > return',
    Read: gives,
    ReadUnaligned: gives,
    Write: '1 ~> 0.pointee',
    WriteUnaligned: '1 ~> 0.pointee',
    Copy: '1.pointee ~> 0.pointee',
    CopyBlock: '1.pointee ~> 0.pointee',
    CopyBlockUnaligned: '1.pointee ~> 0.pointee',
    Add: '0 > return',
    AsPointer: '0 > return',
    AsRef: '0 > return',
    InitBlock: '',
    SizeOf: '',
  },
}

/** What comes back from a function that only carries a handle or frees it. */
const none = ''
const status = 'source native measure > return'
/** A file or device by its name. */
const opensFile = 'new; 0 > return.path; role file return @ 0; source file content > return.content @ 0'
const copiesFile = 'source file content > return @ 0; sink file return @ 1'
const starts = 'sink process-file 0 @ 0; sink process-arguments 1 @ 1; source native measure > return'
const moves = '1 ~> 0; 1.pointee ~> 0; 1.pointee ~> 0.pointee; 1 ~> 0.pointee'
const library = 'sink code 0 @ 0; new; 0 > return.path'

/**
 * Functions of Windows and of the C library by name, without the A or W at the end and whatever module they are imported from.
 * Numbers are parameters. What a function fills that is not here comes from native code.
 */
const nativeRows: ReadonlyMap<string, string> = new Map(
  Object.entries({
    CreateFile: opensFile,
    CreateFile2: opensFile,
    CreateFileTransacted: opensFile,
    _lcreat: opensFile,
    _lopen: opensFile,
    fopen: opensFile,
    _wfopen: opensFile,
    WriteFile: 'sink file 1 @ 0.path',
    WriteFileEx: 'sink file 1 @ 0.path',
    _lwrite: 'sink file 1 @ 0.path',
    _hwrite: 'sink file 1 @ 0.path',
    _write: 'sink file 1 @ 0.path',
    fwrite: 'sink file 0 @ 3.path',
    fputs: 'sink file 0 @ 1.path',
    NtWriteFile: 'sink file 5 @ 0.path',
    ZwWriteFile: 'sink file 5 @ 0.path',
    ReadFile: 'source file content > 1 @ 0.path; source file content > 1.pointee @ 0.path; source file measure > return @ 0.path',
    ReadFileEx: 'source file content > 1 @ 0.path; source file content > 1.pointee @ 0.path',
    NtReadFile: 'source file content > 5 @ 0.path; source file content > 5.pointee @ 0.path',
    CopyFile: copiesFile,
    CopyFileEx: copiesFile,
    MoveFile: copiesFile,
    MoveFileEx: copiesFile,
    ReplaceFile: 'source file content > return @ 1; sink file return @ 0',
    CreateHardLink: none,
    DeleteFile: none,
    GetFileAttributes: 'source file measure > return @ 0',
    SetFileAttributes: none,
    PathFileExists: 'source file measure > return @ 0',
    GetTempPath: none,
    CreateFileMapping: 'new; 5 > return.path; 0.path > return.path',
    OpenFileMapping: 'new; 2 > return.path',
    MapViewOfFile: 'new; 0.path > return.path; sink native return.pointee @ 0.path; source native content > return.pointee @ 0.path',
    UnmapViewOfFile: none,
    CreateNamedPipe: 'new; 0 > return.path; role network return @ 0',
    CallNamedPipe: 'sink network 1 @ 0; source download content > 3 @ 0',
    TransactNamedPipe: 'sink network 1 @ 0.path; source download content > 3 @ 0.path',
    WritePrivateProfileString: 'sink file 2 @ 3',
    WriteProfileString: 'sink file 2',
    GetPrivateProfileString: 'source config text > 3 @ 5; 2 ~> 3; source config measure > return @ 5',
    GetPrivateProfileInt: 'source config text > return @ 3',
    GetPrivateProfileSection: 'source config text > 1 @ 3',

    send: 'sink network 1 @ 0.target',
    sendto: 'sink network 1 @ 4',
    WSASend: 'sink network 1 @ 0.target',
    WSASendTo: 'sink network 1 @ 5',
    TransmitFile: 'source file content > return @ 1.path; sink network return @ 0.target',
    recv: 'source download content > 1 @ 0.target; source download content > 1.pointee @ 0.target; source download measure > return @ 0.target',
    recvfrom: 'source download content > 1; source download content > 1.pointee; source download measure > return',
    WSARecv: 'source download content > 1',
    socket: 'new',
    WSASocket: 'new',
    connect: '1 > 0.target; source download measure > return',
    WSAConnect: '1 > 0.target',
    closesocket: none,
    WSAStartup: none,
    WSACleanup: none,
    gethostbyname: 'sink network 0 @ 0; new; source download text > return.pointee @ 0',
    getaddrinfo: 'sink network 0 @ 0',
    GetAddrInfo: 'sink network 0 @ 0',
    DnsQuery: 'sink network 0 @ 0',
    IcmpSendEcho: 'sink network 2; source download content > 5',
    IcmpSendEcho2: 'sink network 5; source download content > 8',
    InternetOpen: 'new',
    InternetConnect: 'new; 1 > return.target; sink network 1 @ 1',
    InternetOpenUrl: 'new; 1 > return.target; sink network 1 @ 1; sink network 2 @ 1',
    InternetReadFile: 'source download content > 1 @ 0.target; source download content > 1.pointee @ 0.target',
    InternetWriteFile: 'sink network 1 @ 0.target',
    InternetCloseHandle: none,
    InternetSetOption: none,
    InternetCheckConnection: 'sink network 0 @ 0; source download measure > return @ 0',
    HttpOpenRequest: 'new; 0.target > return.target; sink network 2 @ 0.target',
    HttpAddRequestHeaders: 'sink network 1 @ 0.target',
    HttpSendRequest: 'sink network 1 @ 0.target; sink network 3 @ 0.target; source download measure > return @ 0.target',
    HttpSendRequestEx: 'sink network 1 @ 0.target',
    HttpQueryInfo: 'source download text > 2 @ 0.target',
    FtpOpenFile: 'new; 0.target > return.target; sink network 1 @ 0.target',
    FtpPutFile: 'source file content > return @ 1; sink network return @ 0.target; sink network 2 @ 0.target',
    FtpGetFile: 'source download content > return @ 0.target; sink file return @ 2',
    WinHttpOpen: 'new',
    WinHttpConnect: 'new; 1 > return.target; sink network 1 @ 1',
    WinHttpOpenRequest: 'new; 0.target > return.target; sink network 2 @ 0.target',
    WinHttpAddRequestHeaders: 'sink network 1 @ 0.target',
    WinHttpSendRequest: 'sink network 1 @ 0.target; sink network 3 @ 0.target; source download measure > return @ 0.target',
    WinHttpWriteData: 'sink network 1 @ 0.target',
    WinHttpReadData: 'source download content > 1 @ 0.target; source download content > 1.pointee @ 0.target',
    WinHttpReceiveResponse: 'source download measure > return @ 0.target',
    WinHttpQueryHeaders: 'source download text > 3 @ 0.target',
    WinHttpCloseHandle: none,
    URLDownloadToFile: 'sink network 1 @ 1; source download content > return @ 1; sink file return @ 2',
    URLDownloadToCacheFile: 'sink network 1 @ 1; source download text > 2 @ 1',
    MAPISendMail: 'sink mail-new 2',
    MAPISendDocuments: 'sink mail-new params',

    CreateProcess: starts,
    CreateProcessAsUser: 'sink process-file 1 @ 1; sink process-arguments 2 @ 2; source native measure > return',
    CreateProcessWithToken: 'sink process-file 2 @ 2; sink process-arguments 3 @ 3; source native measure > return',
    CreateProcessWithLogon: 'sink process-file 4 @ 4; sink process-arguments 5 @ 5; source native measure > return',
    WinExec: 'sink process-file 0 @ 0; source native measure > return',
    system: 'sink process-file 0 @ 0; source native measure > return',
    _wsystem: 'sink process-file 0 @ 0; source native measure > return',
    _popen: 'sink process-file 0 @ 0; new; source native content > return.content @ 0',
    ShellExecute: 'sink process-file 2 @ 2; sink process-arguments 3 @ 2; source native measure > return',
    ShellExecuteEx: 'sink process-file 0; source native measure > return',

    LoadLibrary: library,
    LoadLibraryEx: library,
    LdrLoadDll: 'sink code 2',
    GetModuleHandle: 'new; 0 > return.path',
    GetProcAddress: 'new; sink reflection 1; 0.path > return.path; 1 > return.target',
    VirtualAlloc: block,
    VirtualAllocEx: block,
    HeapAlloc: block,
    LocalAlloc: block,
    GlobalAlloc: block,
    CoTaskMemAlloc: block,
    malloc: block,
    HeapCreate: block,
    GetProcessHeap: block,
    GlobalLock: '0 > return',
    LocalLock: '0 > return',
    memcpy: moves,
    memmove: moves,
    RtlMoveMemory: moves,
    RtlCopyMemory: moves,
    CopyMemory: moves,
    MoveMemory: moves,
    memset: none,
    RtlZeroMemory: none,
    VirtualProtect: none,
    VirtualProtectEx: none,
    VirtualFree: none,
    WriteProcessMemory: 'sink code 2',
    NtWriteVirtualMemory: 'sink code 2',
    ReadProcessMemory: 'source native content > 2',
    CreateThread: 'sink code 2; sink native 3; new',
    CreateRemoteThread: 'sink code 3; sink native 4; new',
    CreateRemoteThreadEx: 'sink code 3; sink native 4; new',
    NtCreateThreadEx: 'sink code 4; sink native 5',
    RtlCreateUserThread: 'sink code 6; sink native 7',
    QueueUserAPC: 'sink code 0; sink native 2',
    EnumWindows: 'sink code 0; call 0(1)',
    CallWindowProc: 'sink code 0; sink native params',

    RegOpenKeyEx: '1 > 4.pointee; source registry measure > return @ 1',
    RegCreateKeyEx: 'source registry measure > return @ 1',
    RegSetValueEx: 'sink registry 4 @ 1',
    RegSetKeyValue: 'sink registry 4 @ 1',
    RegSetValue: 'sink registry 3 @ 1',
    RegQueryValueEx: 'source registry content > 4 @ 1; source registry content > 4.pointee @ 1; source registry measure > return @ 1',
    RegGetValue: 'source registry content > 5 @ 1; source registry content > 5.pointee @ 1; source registry measure > return @ 1',
    RegCloseKey: none,
    RegDeleteValue: none,

    GetComputerName: 'source host text > 0',
    GetComputerNameEx: 'source host text > 1',
    GetUserName: 'source host text > 0',
    GetUserNameEx: 'source host text > 1',
    GetEnvironmentVariable: 'source host text > 1 @ 0; source host text > 1.pointee @ 0',
    GetCommandLine: 'source host text > return',
    GetVolumeInformation: 'source host text > 1',
    GetSystemTime: 'source time measure > 0',
    GetLocalTime: 'source time measure > 0',
    GetTickCount: 'source time measure > return',
    GetTickCount64: 'source time measure > return',
    QueryPerformanceCounter: 'source time measure > 0',
    IsDebuggerPresent: 'source host measure > return',
    CheckRemoteDebuggerPresent: 'source host measure > 1',
    GetLastError: status,
    GetCurrentProcess: none,
    GetCurrentProcessId: none,
    GetCurrentThreadId: none,
    GetConsoleWindow: none,
    ShowWindow: none,
    CloseHandle: none,
    HeapFree: none,
    LocalFree: none,
    GlobalFree: none,
    GlobalUnlock: none,
    CoTaskMemFree: none,
    free: none,
    fclose: none,
    FreeLibrary: none,
    SetLastError: none,
    Sleep: none,
    WaitForSingleObject: status,
    SetEvent: none,
    CreateEvent: 'new',
    CreateMutex: 'new',
    MessageBox: none,
    lstrlen: '0 ~measure> return',
    OutputDebugString: 'sink log 0',
    RegisterEventSource: 'new',
    ReportEvent: 'sink log 7; sink log 8',
    DeregisterEventSource: none,
    LogonUser: status,
    ImpersonateLoggedOnUser: none,
    RevertToSelf: none,
    CryptAcquireContext: none,
    CryptCreateHash: none,
    CryptHashData: '1 ~digest> 0.content',
    CryptGetHashParam: '0.content ~> 2',
    CryptEncrypt: none,
    CryptDecrypt: none,
    CryptProtectData: '0 ~> 6',
    CryptUnprotectData: '0 ~> 6',
    BCryptHashData: '1 ~digest> 0.content',
    BCryptFinishHash: '0.content ~> 1',
  }),
)

/** Everything that goes in may be anything; everything it can fill comes from there, and so does what it calls back with. */
const unknownFunction = [
  'sink native params; new; source native content > return; source native content > return.pointee; source native content > params',
  ...[0, 1, 2, 3, 4, 5, 6, 7].map((parameter) => `call ${parameter}(return, return, return, return, return, return)`),
].join('; ')

const parsed = new Map<string, readonly Effect[]>()

/** What a native function does with its arguments, by `module.dll!Function`; a function that is not known takes and gives. */
export function nativeEffects(api: string): readonly Effect[] {
  const row = findNativeRow(api) ?? unknownFunction
  const known = parsed.get(row)
  if (known !== undefined) return known
  const made = parseEffects(row)
  parsed.set(row, made)
  return made
}

/** Is it told what this native function does? The others could not be followed. */
export function isKnownNative(api: string): boolean {
  return findNativeRow(api) !== null
}

function findNativeRow(api: string): string | null {
  const name = api.slice(api.lastIndexOf('!') + 1)
  return nativeRows.get(name) ?? (/[AW]$/.test(name) ? nativeRows.get(name.slice(0, -1)) : undefined) ?? null
}

/** Rows of native functions, for those who check them. */
export function nativeRowsByName(): ReadonlyMap<string, string> {
  return nativeRows
}
