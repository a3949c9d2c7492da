using System.CommandLine;
using StreamPulse.Api.Security;
using StreamPulse.Cli.Arguments;
using StreamPulse.Cli.Output;
using StreamPulse.Hosting;

namespace StreamPulse.Cli.Commands;

/// <summary><c>token</c>: creates a token for the API, or the key that tokens are signed with.</summary>
internal static class TokenCommand
{
    private const int MostDays = 3650;

    private static readonly Option<string?> Scopes = new("--scopes")
    {
        HelpName = "SCOPES",
        Description = "Scopes of the token, separated by commas: read, ingest, acknowledge, admin (all of them).",
    };

    private static readonly Option<string?> Subject = new("--subject")
    {
        HelpName = "NAME",
        Description = "Name of the token's holder. It is recorded when the holder acknowledges alerts, and rate limits apply to it.",
    };

    private static readonly Option<int> Days = CheckedOption.Number(
        "--days", "Days until the token expires. It can be revoked earlier only by changing the key.", 1, MostDays, byDefault: 30);

    private static readonly Option<string?> NewKey = new("--new-key")
    {
        HelpName = "FILE",
        Description = "Write a random key for Auth:KeyFile to this new file, readable only by its owner. Creates no token.",
    };

    public static Command Create()
        => new Command("token", "Create a token for the API with the key of Auth:KeyFile. It is printed and not stored.")
        {
            Scopes, Subject, Days, NewKey,
        }.Run(RunAsync).WithExamples("token --new-key api.key", "token --scopes read,acknowledge --subject ann --days 7");

    private static Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        if (call.GetValue(NewKey) is { Length: > 0 } file)
            CreateKey(Terminal.Of(call), Path.GetFullPath(file));
        else
            ResultWriter.Text(CreateToken(call));
        return Task.FromResult(ExitCodes.Ok);
    }

    private static void CreateKey(Terminal terminal, string file)
    {
        TokenIssuer.CreateKey(file);
        terminal.Note(
            $"{file} contains a new key. To turn authentication on, set STREAMPULSE_Auth__Mode=Jwt STREAMPULSE_Auth__KeyFile={file}");
    }

    private static string CreateToken(ParseResult call)
    {
        var subject = call.GetValue(Subject);
        if (subject is not { Length: >= 1 and <= 100 })
            throw new UsageException("--subject is required: the name of the token's holder, 1 to 100 characters.");
        return TokenIssuer.Create(
            CommonOptions.Load(call).Auth, subject, ReadScopes(call), TimeSpan.FromDays(call.GetValue(Days)), TimeProvider.System);
    }

    private static string[] ReadScopes(ParseResult call)
    {
        var scopes = (call.GetValue(Scopes) ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
        if (scopes.Length == 0 || scopes.Except(ApiScopes.All).Any())
        {
            throw new UsageException(
                $"--scopes is {string.Join(',', scopes)}; allowed are one or more of {string.Join(", ", ApiScopes.All)}.");
        }

        return scopes;
    }
}
