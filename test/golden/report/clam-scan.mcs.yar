rule txray_Litware_AntiVirus
{
    meta:
        description = "Transport agent built from the same source: 3 of 5 of its own names and constants"
        author = "txray 0.1.0"
        decision = "review"
    strings:
        $exchange = "Microsoft.Exchange.Data.Transport\x00" ascii
        $own_01 = "ScanAgentFactory\x00" ascii
        $own_02 = "Litware.AntiVirus\x00" ascii
        $own_03 = "ScanAgent\x00" ascii
        $own_04 = "DaemonClient\x00" ascii
        $method_05 = "ScanAgent_OnEndOfData\x00" ascii
    condition:
        uint16(0) == 0x5A4D and filesize < 1024KB and $exchange and 1 of ($own_*) and 3 of ($own_*, $method_*)
}
