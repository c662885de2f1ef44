/** The first day on which a version of the framework was published, by what TargetFrameworkAttribute says. Microsoft’s lifecycle pages. */
const frameworks: ReadonlyMap<string, string> = new Map([
  ['.NETFramework,Version=v2.0', '2005-10-27'],
  ['.NETFramework,Version=v3.0', '2006-11-06'],
  ['.NETFramework,Version=v3.5', '2007-11-19'],
  ['.NETFramework,Version=v4.0', '2010-04-12'],
  ['.NETFramework,Version=v4.5', '2012-08-15'],
  ['.NETFramework,Version=v4.5.1', '2013-10-17'],
  ['.NETFramework,Version=v4.5.2', '2014-05-05'],
  ['.NETFramework,Version=v4.6', '2015-07-20'],
  ['.NETFramework,Version=v4.6.1', '2015-11-30'],
  ['.NETFramework,Version=v4.6.2', '2016-08-02'],
  ['.NETFramework,Version=v4.7', '2017-04-05'],
  ['.NETFramework,Version=v4.7.1', '2017-10-17'],
  ['.NETFramework,Version=v4.7.2', '2018-04-30'],
  ['.NETFramework,Version=v4.8', '2019-04-18'],
  ['.NETFramework,Version=v4.8.1', '2022-08-09'],
  ['.NETStandard,Version=v1.0', '2016-06-27'],
  ['.NETStandard,Version=v2.0', '2017-08-14'],
  ['.NETStandard,Version=v2.1', '2019-09-23'],
  ['.NETCoreApp,Version=v3.1', '2019-12-03'],
  ['.NETCoreApp,Version=v5.0', '2020-11-10'],
  ['.NETCoreApp,Version=v6.0', '2021-11-08'],
  ['.NETCoreApp,Version=v8.0', '2023-11-14'],
])

/** The same by the version in the metadata root, where no attribute tells. */
const runtimes: ReadonlyMap<string, string> = new Map([
  ['v1.1.4322', '2003-04-24'],
  ['v2.0.50727', '2005-10-27'],
  ['v4.0.30319', '2010-04-12'],
])

/** When each Exchange was first published, by the version of what refers to it. Microsoft’s list of builds. */
const products: readonly (readonly [major: number, minor: number, build: number, since: string])[] = [
  [15, 2, 2562, '2025-07-01'],
  [15, 2, 0, '2018-10-22'],
  [15, 1, 0, '2015-10-01'],
  [15, 0, 0, '2012-12-03'],
  [14, 0, 0, '2009-11-09'],
  [8, 0, 0, '2007-03-08'],
]

export interface Published {
  readonly what: string
  /** A day, ISO 8601. */
  readonly since: string
}

/** Since when there has been what the file was compiled for; null where that is not known. */
export function frameworkPublished(targetFramework: string | null, runtimeVersion: string): Published | null {
  const since = (targetFramework === null ? undefined : frameworks.get(targetFramework)) ?? runtimes.get(runtimeVersion)
  return since === undefined
    ? null
    : { what: targetFramework !== null && frameworks.has(targetFramework) ? targetFramework : `the runtime ${runtimeVersion}`, since }
}

/** Since when there has been the Exchange of a version, `15.1.2507.6`; null for what is none. */
export function exchangePublished(version: string): Published | null {
  const [major = -1, minor = -1, build = -1] = version.split('.').map(Number)
  const row = products.find(([a, b, c]) => a === major && (a < 15 || b === minor) && build >= c)
  return row === undefined ? null : { what: `the Exchange it refers to (${major}.${minor})`, since: row[3] }
}
