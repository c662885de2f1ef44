rule txray_Contoso_Mail_Disclaimer
{
    meta:
        description = "Transport agent built from the same source: 4 of 7 of its own names and constants"
        author = "txray 0.1.0"
        decision = "expected"
    strings:
        $exchange = "Microsoft.Exchange.Data.Transport\x00" ascii
        $own_01 = "DisclaimerAgentFactory\x00" ascii
        $own_02 = "Contoso.Mail.Disclaimer\x00" ascii
        $own_03 = "DisclaimerAgent\x00" ascii
        $own_04 = "DisclaimerSettings\x00" ascii
        $method_05 = "SubmittedMessage\x00" ascii
        $method_06 = "LeavesCompany\x00" ascii
        $own_07 = "X-Contoso-Disclaimer" wide
    condition:
        uint16(0) == 0x5A4D and filesize < 1024KB and $exchange and 1 of ($own_*) and 4 of ($own_*, $method_*)
}
