// Loaded into a process that is measured (`node --import`): writes its peak memory in kilobytes to descriptor 3 when it ends.
import { writeSync } from 'node:fs'

process.on('exit', () => writeSync(3, `${process.resourceUsage().maxRSS}\n`))
