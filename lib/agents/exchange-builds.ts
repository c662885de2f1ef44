interface Family {
  readonly major: number
  readonly minor: number
  readonly name: string
  /** Build number of the product at each cumulative update, ascending. Later security updates keep it. */
  readonly updates: readonly (readonly [build: number, name: string])[]
}

/** Product families and their updates, as published by Microsoft. Service packs of 2007 and 2010 show in the minor number. */
export const exchangeFamilies: readonly Family[] = [
  { major: 8, minor: 0, name: 'Exchange 2007', updates: [] },
  { major: 8, minor: 1, name: 'Exchange 2007 SP1', updates: [] },
  { major: 8, minor: 2, name: 'Exchange 2007 SP2', updates: [] },
  { major: 8, minor: 3, name: 'Exchange 2007 SP3', updates: [] },
  { major: 14, minor: 0, name: 'Exchange 2010', updates: [] },
  { major: 14, minor: 1, name: 'Exchange 2010 SP1', updates: [] },
  { major: 14, minor: 2, name: 'Exchange 2010 SP2', updates: [] },
  { major: 14, minor: 3, name: 'Exchange 2010 SP3', updates: [] },
  {
    major: 15,
    minor: 0,
    name: 'Exchange 2013',
    updates: [
      [516, 'RTM'],
      [620, 'CU1'],
      [712, 'CU2'],
      [775, 'CU3'],
      [847, 'SP1'],
      [913, 'CU5'],
      [995, 'CU6'],
      [1044, 'CU7'],
      [1076, 'CU8'],
      [1104, 'CU9'],
      [1130, 'CU10'],
      [1156, 'CU11'],
      [1178, 'CU12'],
      [1210, 'CU13'],
      [1236, 'CU14'],
      [1263, 'CU15'],
      [1293, 'CU16'],
      [1320, 'CU17'],
      [1347, 'CU18'],
      [1365, 'CU19'],
      [1367, 'CU20'],
      [1395, 'CU21'],
      [1473, 'CU22'],
      [1497, 'CU23'],
    ],
  },
  {
    major: 15,
    minor: 1,
    name: 'Exchange 2016',
    updates: [
      [225, 'RTM'],
      [396, 'CU1'],
      [466, 'CU2'],
      [544, 'CU3'],
      [669, 'CU4'],
      [845, 'CU5'],
      [1034, 'CU6'],
      [1261, 'CU7'],
      [1415, 'CU8'],
      [1466, 'CU9'],
      [1531, 'CU10'],
      [1591, 'CU11'],
      [1713, 'CU12'],
      [1779, 'CU13'],
      [1847, 'CU14'],
      [1913, 'CU15'],
      [1979, 'CU16'],
      [2044, 'CU17'],
      [2106, 'CU18'],
      [2176, 'CU19'],
      [2242, 'CU20'],
      [2308, 'CU21'],
      [2375, 'CU22'],
      [2507, 'CU23'],
    ],
  },
  {
    major: 15,
    minor: 2,
    name: 'Exchange 2019',
    updates: [
      [221, 'RTM'],
      [330, 'CU1'],
      [397, 'CU2'],
      [464, 'CU3'],
      [529, 'CU4'],
      [595, 'CU5'],
      [659, 'CU6'],
      [721, 'CU7'],
      [792, 'CU8'],
      [858, 'CU9'],
      [922, 'CU10'],
      [986, 'CU11'],
      [1118, 'CU12'],
      [1258, 'CU13'],
      [1544, 'CU14'],
      [1748, 'CU15'],
    ],
  },
]

/** First build of the Subscription Edition, which keeps 2019's 15.2. */
const subscriptionEdition = 2562

/** The assembly is numbered by a build shortly before the product's (2 to 14 measured) or by the one right after it. */
const before = 14
const after = 1

/**
 * Which Exchange an assembly was built for, in words, from the version of its reference to
 * `Microsoft.Exchange.Data.Transport`: `Exchange 2016 CU23 (15.1.2507)`. The update is named only where the
 * number is next to a published one. Null when no Exchange has such a version.
 */
export function exchangeBuild(version: string): string | null {
  const parts = version.split('.', 5).map(readNumber)
  const [major, minor, build] = parts
  if (parts.length < 2 || parts.length > 4 || parts.includes(-1) || major === undefined || minor === undefined) return null
  const short = build === undefined ? `${major}.${minor}` : `${major}.${minor}.${build}`
  if (major === 15 && minor === 20) return `Exchange Online (${short})`
  const family = exchangeFamilies.find((each) => each.major === major && each.minor === minor)
  if (family === undefined) return null
  // Other product assemblies stay at 15.0.0.0 in every later family, and so may a stand-in for this one.
  if (major === 15 && minor === 0 && (build ?? 0) === 0) return `Exchange 2013 or later (${short})`
  return `${familyName(family, build ?? 0)} (${short})`
}

function familyName(family: Family, build: number): string {
  if (family.major === 15 && family.minor === 2 && build >= subscriptionEdition - before) return 'Exchange Server SE'
  const update = family.updates.reduce<readonly [number, string] | null>((best, each) => {
    const near = build >= each[0] - before && build <= each[0] + after
    return near && (best === null || Math.abs(build - each[0]) < Math.abs(build - best[0])) ? each : best
  }, null)
  return update === null ? family.name : `${family.name} ${update[1]}`
}

/** A version field is 16 bits; anything else is -1. */
function readNumber(part: string): number {
  if (part.length === 0 || part.length > 5) return -1
  for (let at = 0; at < part.length; at++) {
    const unit = part.charCodeAt(at)
    if (unit < 0x30 || unit > 0x39) return -1
  }
  const value = Number(part)
  return value > 65_535 ? -1 : value
}
