/** Data directories in their order. PE/COFF "Optional Header Data Directories" */
export const directoryNames = [
  'Export',
  'Import',
  'Resource',
  'Exception',
  'Certificate',
  'BaseRelocation',
  'Debug',
  'Architecture',
  'GlobalPtr',
  'TLS',
  'LoadConfig',
  'BoundImport',
  'IAT',
  'DelayImport',
  'CLRRuntimeHeader',
  'Reserved',
] as const

/** Where a directory stands in `Image.directories`. */
export const directoryIndex = { Import: 1, Resource: 2, Certificate: 4, Debug: 6, CLRRuntimeHeader: 14 } as const
