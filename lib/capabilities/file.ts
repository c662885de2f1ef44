import { membersOf, membersOn, membersWhen, natives, texts } from './feature.ts'
import type { Feature, Rule } from './rule.ts'

const mode = 'System.IO.FileMode'
const access = 'System.IO.FileAccess'
const share = 'System.IO.FileShare'
const fileStream = ['System.IO.FileStream']
/** `FileMode` CreateNew, Create, Truncate, Append: what stood there does not matter. */
const creating = [1, 2, 5, 6]
const openMode = [3]
const openOrCreate = [4]
/** `FileAccess` Write and ReadWrite; Read. */
const writing = [2, 3]
const reading = [1]
/** Neither: the code does not show it. */
const unknown = [null]

/** The ways to open a file by mode and access: constructor, `File.Open`, `FileInfo.Open` (no path argument). */
const openers = [
  {
    member: ['System.IO.FileStream', '.ctor'],
    path: 'System.String,',
    tails: ['', `,${share}`, `,${share},System.Int32`, `,${share},System.Int32,System.Boolean`, `,${share},System.Int32,System.IO.FileOptions`],
  },
  { member: ['System.IO.File', 'Open'], path: 'System.String,', tails: ['', `,${share}`] },
  { member: ['System.IO.FileInfo', 'Open'], path: '', tails: ['', `,${share}`] },
] as const

/** Constructors on a handle, or with rights in place of an access. */
const handleOpeners = [
  ...['', ',System.Int32', ',System.Int32,System.Boolean'].map((tail) => `Microsoft.Win32.SafeHandles.SafeFileHandle,${access}${tail}`),
  ...['', ',System.Boolean', ',System.Boolean,System.Int32', ',System.Boolean,System.Int32,System.Boolean'].map((tail) => `System.IntPtr,${access}${tail}`),
  ...['', ',System.Security.AccessControl.FileSecurity'].map(
    (tail) => `System.String,${mode},System.Security.AccessControl.FileSystemRights,${share},System.Int32,System.IO.FileOptions${tail}`,
  ),
]

/** Opens whose FileMode alone says so: overloads without an access have all of it. */
function opensByMode(oneOf: readonly (number | null)[]): Feature[] {
  return openers.flatMap(({ member: [type, name], path }) => membersWhen(path === '' ? 0 : 1, oneOf, type, `${name}(${path}${mode})`))
}

/** Opens with an access among these. */
function opensByAccess(oneOf: readonly (number | null)[]): Feature[] {
  return openers.flatMap(({ member: [type, name], path, tails }) =>
    tails.flatMap((tail) => membersWhen(path === '' ? 1 : 2, oneOf, type, `${name}(${path}${mode},${access}${tail})`)),
  )
}

/** Files, folders, and what is done to hide that one touched them. */
export const fileRules: readonly Rule[] = [
  {
    id: 'file.write',
    title: 'Writes a file',
    category: 'file-write',
    severity: 'medium',
    attack: [],
    why: 'Logs, caches and temporary files for scanners are ordinary; mail content that ends here is staged. The path and what flows in decide.',
    anyOf: [
      ...membersOf('System.IO.File', 'WriteAllBytes', 'WriteAllText', 'WriteAllLines', 'WriteAllBytesAsync', 'WriteAllTextAsync', 'WriteAllLinesAsync'),
      ...membersOf('System.IO.File', 'AppendAllText', 'AppendAllLines', 'AppendAllTextAsync', 'AppendAllLinesAsync', 'AppendText'),
      ...membersOf('System.IO.File', 'Create', 'CreateText', 'OpenWrite'),
      ...membersOf('System.IO.FileInfo', 'Create', 'CreateText', 'AppendText', 'OpenWrite'),
      ...membersOf('System.IO.StreamWriter', '.ctor(System.String)', '.ctor(System.String,System.Boolean)'),
      ...membersOf('System.IO.StreamWriter', '.ctor(System.String,System.Boolean,System.Text.Encoding)'),
      ...membersOf('System.IO.StreamWriter', '.ctor(System.String,System.Boolean,System.Text.Encoding,System.Int32)'),
      ...opensByMode([...creating, ...openOrCreate]),
      ...opensByAccess(writing),
      ...membersOf('Microsoft.VisualBasic.FileIO.FileSystem', 'WriteAllBytes', 'WriteAllText', 'OpenTextFileWriter'),
      ...membersOf('Microsoft.VisualBasic.FileSystem', 'Print', 'PrintLine', 'Write', 'WriteLine', 'FilePut'),
      ...membersOf('System.Xml.XmlDocument', 'Save(System.String)'),
      ...membersOf('System.Xml.Linq.XDocument', 'Save(System.String)'),
      ...membersOf('System.Xml.Linq.XElement', 'Save(System.String)'),
      ...natives('WriteFile', 'WriteFileEx', 'NtWriteFile'),
    ],
  },
  {
    id: 'file.stream-write',
    title: 'Writes to an open file stream',
    category: 'file-write',
    severity: 'low',
    attack: [],
    why: 'The bytes go to the file the stream was opened on: look there for the path.',
    anyOf: membersOn(fileStream, 'System.IO.Stream', 'Write', 'WriteByte', 'WriteAsync', 'BeginWrite'),
  },
  {
    id: 'file.read',
    title: 'Reads a file',
    category: 'file-read',
    severity: 'low',
    attack: [],
    why: 'Configuration, word lists, templates. A list of addresses kept outside the code is read here as well.',
    anyOf: [
      ...membersOf('System.IO.File', 'ReadAllBytes', 'ReadAllText', 'ReadAllLines', 'ReadLines', 'OpenRead', 'OpenText'),
      ...membersOf('System.IO.File', 'ReadAllBytesAsync', 'ReadAllTextAsync', 'ReadAllLinesAsync'),
      ...membersOf('System.IO.FileInfo', 'OpenRead', 'OpenText'),
      ...membersOf('System.IO.StreamReader', '.ctor(System.String)', '.ctor(System.String,System.Boolean)', '.ctor(System.String,System.Text.Encoding)'),
      ...membersOf('System.IO.StreamReader', '.ctor(System.String,System.Text.Encoding,System.Boolean)'),
      ...membersOf('System.IO.StreamReader', '.ctor(System.String,System.Text.Encoding,System.Boolean,System.Int32)'),
      ...opensByMode(openMode),
      ...opensByAccess(reading),
      ...membersOf('Microsoft.VisualBasic.FileIO.FileSystem', 'ReadAllBytes', 'ReadAllText', 'OpenTextFileReader'),
      ...membersOf('Microsoft.VisualBasic.FileSystem', 'LineInput', 'Input', 'InputString', 'FileGet'),
      ...membersOf('System.Xml.XmlDocument', 'Load(System.String)'),
      ...membersOf('System.Xml.Linq.XDocument', 'Load(System.String)'),
      ...membersOf('System.Xml.Linq.XElement', 'Load(System.String)'),
      ...natives('ReadFile', 'ReadFileEx', 'NtReadFile'),
    ],
  },
  {
    id: 'file.stream-read',
    title: 'Reads from an open file stream',
    category: 'file-read',
    severity: 'info',
    attack: [],
    why: 'The bytes come from the file the stream was opened on.',
    anyOf: membersOn(fileStream, 'System.IO.Stream', 'Read', 'ReadByte', 'ReadAsync', 'BeginRead', 'CopyTo', 'CopyToAsync'),
  },
  {
    id: 'file.open',
    title: 'Opens a file',
    category: 'file-read',
    severity: 'info',
    attack: [],
    why: 'Whether it reads or writes the code does not show: mode and access are no constants.',
    anyOf: [
      ...opensByMode(unknown),
      ...opensByAccess(unknown),
      ...handleOpeners.map((parameters) => ({ api: `System.IO.FileStream::.ctor(${parameters})` })),
      ...membersOf('Microsoft.VisualBasic.FileSystem', 'FileOpen'),
      ...natives('CreateFile', 'NtCreateFile', 'NtOpenFile'),
    ],
  },
  {
    id: 'file.delete',
    title: 'Deletes a file',
    category: 'file-write',
    severity: 'low',
    attack: [],
    why: 'Temporary files are tidied away. Deleting what it did not make removes traces.',
    anyOf: [
      ...membersOf('System.IO.File', 'Delete'),
      ...membersOf('System.IO.FileInfo', 'Delete'),
      ...membersOn(['System.IO.FileInfo'], 'System.IO.FileSystemInfo', 'Delete'),
      ...membersOf('Microsoft.VisualBasic.FileIO.FileSystem', 'DeleteFile'),
      ...membersOf('Microsoft.VisualBasic.FileSystem', 'Kill'),
      ...natives('DeleteFile', 'NtDeleteFile'),
    ],
  },
  {
    id: 'file.copy',
    title: 'Copies, moves or replaces a file',
    category: 'file-write',
    severity: 'low',
    attack: [],
    why: 'Log rotation, and putting a file where something will pick it up.',
    anyOf: [
      ...membersOf('System.IO.File', 'Copy', 'Move', 'Replace', 'CreateSymbolicLink'),
      ...membersOf('System.IO.FileInfo', 'CopyTo', 'MoveTo', 'Replace'),
      ...membersOf('Microsoft.VisualBasic.FileIO.FileSystem', 'CopyFile', 'MoveFile', 'RenameFile'),
      ...membersOf('Microsoft.VisualBasic.FileSystem', 'FileCopy', 'Rename'),
      ...natives('CopyFile', 'CopyFileEx', 'MoveFile', 'MoveFileEx', 'ReplaceFile', 'CreateHardLink', 'CreateSymbolicLink'),
    ],
  },
  {
    id: 'file.make-folder',
    title: 'Makes a folder',
    category: 'file-write',
    severity: 'info',
    attack: [],
    why: 'A place for logs or for collected data; the name tells which.',
    anyOf: [
      ...membersOf('System.IO.Directory', 'CreateDirectory'),
      ...membersOf('System.IO.DirectoryInfo', 'Create', 'CreateSubdirectory'),
      ...membersOf('Microsoft.VisualBasic.FileIO.FileSystem', 'CreateDirectory'),
    ],
  },
  {
    id: 'file.change-folder',
    title: 'Moves or deletes a folder',
    category: 'file-write',
    severity: 'low',
    attack: [],
    why: 'Takes everything in it along.',
    anyOf: [
      ...membersOf('System.IO.Directory', 'Delete', 'Move'),
      ...membersOf('System.IO.DirectoryInfo', 'Delete', 'MoveTo'),
      ...membersOf('Microsoft.VisualBasic.FileIO.FileSystem', 'DeleteDirectory', 'MoveDirectory'),
    ],
  },
  {
    id: 'file.list',
    title: 'Lists files and folders',
    category: 'discovery',
    severity: 'low',
    attack: ['T1083'],
    why: 'A folder of rules or plug-ins, or a search for something worth taking.',
    anyOf: [
      ...membersOf('System.IO.Directory', 'GetFiles', 'EnumerateFiles', 'GetDirectories', 'EnumerateDirectories', 'GetFileSystemEntries'),
      ...membersOf('System.IO.Directory', 'EnumerateFileSystemEntries'),
      ...membersOf('System.IO.DirectoryInfo', 'GetFiles', 'EnumerateFiles', 'GetDirectories', 'EnumerateDirectories', 'GetFileSystemInfos'),
      ...membersOf('System.IO.DirectoryInfo', 'EnumerateFileSystemInfos'),
      ...membersOf('Microsoft.VisualBasic.FileIO.FileSystem', 'GetFiles', 'GetDirectories', 'FindInFiles'),
      ...membersOf('Microsoft.VisualBasic.FileSystem', 'Dir'),
      ...natives('FindFirstFile', 'FindFirstFileEx'),
    ],
  },
  {
    id: 'file.exists',
    title: 'Checks whether a path exists',
    category: 'discovery',
    severity: 'info',
    attack: [],
    why: 'Ordinary care. As a condition, a file can be the switch that turns something on.',
    anyOf: [
      ...membersOf('System.IO.File', 'Exists'),
      ...membersOf('System.IO.Directory', 'Exists'),
      ...membersOf('System.IO.FileSystemInfo', 'get_Exists'),
      ...membersOf('System.IO.FileInfo', 'get_Exists'),
      ...membersOf('System.IO.DirectoryInfo', 'get_Exists'),
      ...membersOf('Microsoft.VisualBasic.FileIO.FileSystem', 'FileExists', 'DirectoryExists'),
    ],
  },
  {
    id: 'file.facts',
    title: 'Reads file times, sizes, attributes or versions',
    category: 'discovery',
    severity: 'info',
    attack: [],
    why: 'Configuration is reloaded when the file changed; copied times make a new file look old.',
    anyOf: [
      ...membersOf('System.IO.File', 'GetAttributes', 'GetCreationTime', 'GetCreationTimeUtc', 'GetLastAccessTime', 'GetLastAccessTimeUtc'),
      ...membersOf('System.IO.File', 'GetLastWriteTime', 'GetLastWriteTimeUtc'),
      ...membersOf('System.IO.FileSystemInfo', 'get_Attributes', 'get_CreationTime', 'get_CreationTimeUtc', 'get_LastWriteTime', 'get_LastWriteTimeUtc'),
      ...membersOf('System.IO.FileSystemInfo', 'get_LastAccessTime', 'get_LastAccessTimeUtc'),
      ...membersOf('System.IO.FileInfo', 'get_Length'),
      ...membersOf('System.Diagnostics.FileVersionInfo', 'GetVersionInfo'),
    ],
  },
  {
    id: 'file.set-times',
    title: 'Sets file times',
    category: 'concealment',
    severity: 'high',
    attack: ['T1070.006'],
    why: 'A server component has little reason to; it makes a dropped file look as old as its neighbours.',
    anyOf: [
      ...membersOf('System.IO.File', 'SetCreationTime', 'SetCreationTimeUtc', 'SetLastAccessTime', 'SetLastAccessTimeUtc'),
      ...membersOf('System.IO.File', 'SetLastWriteTime', 'SetLastWriteTimeUtc'),
      ...membersOf('System.IO.Directory', 'SetCreationTime', 'SetCreationTimeUtc', 'SetLastAccessTime', 'SetLastAccessTimeUtc'),
      ...membersOf('System.IO.Directory', 'SetLastWriteTime', 'SetLastWriteTimeUtc'),
      ...membersOf('System.IO.FileSystemInfo', 'set_CreationTime', 'set_CreationTimeUtc', 'set_LastWriteTime', 'set_LastWriteTimeUtc'),
      ...membersOf('System.IO.FileSystemInfo', 'set_LastAccessTime', 'set_LastAccessTimeUtc'),
      ...natives('SetFileTime'),
    ],
  },
  {
    id: 'file.set-attributes',
    title: 'Sets file attributes',
    category: 'concealment',
    severity: 'medium',
    attack: ['T1564.001'],
    why: 'Hidden or system files. Clearing read-only before a delete is the ordinary use.',
    anyOf: [
      ...membersOf('System.IO.File', 'SetAttributes'),
      ...membersOf('System.IO.FileSystemInfo', 'set_Attributes'),
      ...membersOf('Microsoft.VisualBasic.FileSystem', 'SetAttr'),
      ...natives('SetFileAttributes'),
    ],
  },
  {
    id: 'file.set-permissions',
    title: 'Changes who may touch a file or folder',
    category: 'file-write',
    severity: 'medium',
    attack: ['T1222.001'],
    why: 'Locks administrators out or lets a service in.',
    anyOf: [
      ...membersOf('System.IO.File', 'SetAccessControl'),
      ...membersOf('System.IO.Directory', 'SetAccessControl'),
      ...membersOf('System.IO.FileInfo', 'SetAccessControl'),
      ...membersOf('System.IO.DirectoryInfo', 'SetAccessControl'),
      ...membersOf('System.Security.AccessControl.FileSystemSecurity', 'AddAccessRule', 'SetAccessRule', 'RemoveAccessRule'),
    ],
  },
  {
    id: 'file.watch',
    title: 'Watches a folder for changes',
    category: 'file-read',
    severity: 'low',
    attack: [],
    why: 'Configuration is reloaded this way. It also runs code when somebody drops a file, without any mail.',
    anyOf: [
      ...membersOf('System.IO.FileSystemWatcher', '.ctor', 'add_Created', 'add_Changed', 'add_Renamed', 'add_Deleted', 'WaitForChanged'),
      ...natives('ReadDirectoryChanges', 'FindFirstChangeNotification'),
    ],
  },
  {
    id: 'file.temporary',
    title: 'Uses temporary or random file names',
    category: 'file-write',
    severity: 'low',
    attack: [],
    why: 'Scanners hand files to other programs; staged mail hides among temporary files.',
    anyOf: membersOf('System.IO.Path', 'GetRandomFileName', 'GetTempFileName', 'GetTempPath'),
  },
  {
    id: 'file.known-folder',
    title: 'Asks for its own or a well-known folder',
    category: 'discovery',
    severity: 'info',
    attack: [],
    why: 'Where the configuration or log lies; nearly every agent does.',
    anyOf: [
      ...membersOf('System.Environment', 'GetFolderPath', 'get_SystemDirectory', 'get_CurrentDirectory'),
      ...membersOf('System.IO.Directory', 'GetCurrentDirectory'),
      ...membersOf('System.AppDomain', 'get_BaseDirectory'),
      ...membersOf('System.Reflection.Assembly', 'get_Location', 'get_CodeBase'),
    ],
  },
  {
    id: 'file.service-profile',
    title: 'Names a service profile or Exchange program folder',
    // a name is no write: what goes there is told by what writes it
    category: 'file-read',
    severity: 'low',
    attack: [],
    why: "Folders that only services use: good places to keep things unseen. Whether something is read or written there, other findings tell. Exchange's own log folder is harmless.",
    anyOf: texts(
      'ServiceProfiles\\NetworkService',
      'ServiceProfiles\\LocalService',
      'Exchange Server\\V15\\Bin',
      'Exchange Server\\V14\\Bin',
      'FrontEnd\\HttpProxy',
    ),
  },
  {
    id: 'file.drives',
    title: 'Lists drives and volumes',
    category: 'discovery',
    severity: 'low',
    attack: ['T1082'],
    why: 'A check for free space needs one drive, a survey needs all.',
    anyOf: [
      ...membersOf('System.IO.DriveInfo', '.ctor', 'GetDrives', 'get_VolumeLabel', 'get_DriveType', 'get_TotalSize', 'get_AvailableFreeSpace'),
      ...membersOf('System.Environment', 'GetLogicalDrives'),
      ...membersOf('System.IO.Directory', 'GetLogicalDrives'),
      ...natives('GetLogicalDrives', 'GetLogicalDriveStrings', 'GetVolumeInformation'),
    ],
  },
  {
    id: 'file.isolated-storage',
    title: 'Keeps data in isolated storage',
    category: 'file-write',
    severity: 'low',
    attack: [],
    why: 'A private store below the service profile that few people look into.',
    anyOf: [
      ...membersOf('System.IO.IsolatedStorage.IsolatedStorageFile', 'GetUserStoreForAssembly', 'GetMachineStoreForAssembly', 'GetStore'),
      ...membersOf('System.IO.IsolatedStorage.IsolatedStorageFile', 'CreateFile', 'OpenFile'),
      ...membersOf('System.IO.IsolatedStorage.IsolatedStorageFileStream', '.ctor'),
    ],
  },
  {
    id: 'file.memory-mapped',
    title: 'Maps a file into memory',
    category: 'file-read',
    severity: 'low',
    attack: [],
    why: 'Reads and writes past the file calls, and shares memory with another process.',
    anyOf: [
      ...membersOf(
        'System.IO.MemoryMappedFiles.MemoryMappedFile',
        'CreateNew',
        'CreateOrOpen',
        'CreateFromFile',
        'OpenExisting',
        'CreateViewStream',
        'CreateViewAccessor',
      ),
      ...natives('CreateFileMapping', 'MapViewOfFile'),
    ],
  },
]
