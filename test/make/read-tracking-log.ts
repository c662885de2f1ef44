import { readTrackingLog } from './tracking-log.ts'

process.stdout.write(JSON.stringify(readTrackingLog(Number(process.argv[2]))))
