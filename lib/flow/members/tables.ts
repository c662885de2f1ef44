import { collectionMembers } from './collections.ts'
import { comMembers } from './com.ts'
import { cryptoMembers } from './crypto.ts'
import { databaseMembers } from './database.ts'
import { dataflowMembers } from './dataflow.ts'
import { delegateMembers } from './delegates.ts'
import { drawingMembers } from './drawing.ts'
import { exchangeMembers } from './exchange.ts'
import { ioMembers } from './io.ts'
import { linqMembers } from './linq.ts'
import { logMembers } from './logs.ts'
import type { MemberTable } from './member-table.ts'
import { nativeMembers } from './native.ts'
import { networkMembers } from './network.ts'
import { processMembers } from './process.ts'
import { reflectionMembers } from './reflection.ts'
import { registryMembers } from './registry.ts'
import { taskMembers } from './tasks.ts'
import { textMembers } from './text.ts'
import { valueMembers } from './values.ts'
import { visualBasicMembers } from './visual-basic.ts'
import { xmlConfigMembers } from './xml-config.ts'

/** All knowledge of members outside the set. Where two tables have the same member, the earlier one says it. */
export const memberTables: readonly MemberTable[] = [
  ioMembers,
  networkMembers,
  processMembers,
  comMembers,
  drawingMembers,
  registryMembers,
  nativeMembers,
  databaseMembers,
  dataflowMembers,
  logMembers,
  cryptoMembers,
  reflectionMembers,
  xmlConfigMembers,
  visualBasicMembers,
  exchangeMembers,
  textMembers,
  valueMembers,
  collectionMembers,
  linqMembers,
  taskMembers,
  delegateMembers,
]
