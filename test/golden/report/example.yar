// txray_N_31mAgent_0_owned_2J_gnp_EXPECTED_nothing: no rule: the file does not refer to Microsoft.Exchange.Data.Transport.
