rule txray_Lamna_SessionCache
{
    meta:
        description = "Transport agent built from the same source: 2 of 4 of its own names and constants"
        author = "txray 0.1.0"
        decision = "escalate"
    strings:
        $exchange = "Microsoft.Exchange.Data.Transport\x00" ascii
        $own_01 = "CacheFactory\x00" ascii
        $own_02 = "Lamna.SessionCache\x00" ascii
        $own_03 = "CacheAgent\x00" ascii
        $own_04 = "CacheClient\x00" ascii
    condition:
        uint16(0) == 0x5A4D and filesize < 1024KB and $exchange and 1 of ($own_*) and 2 of ($own_*)
}
