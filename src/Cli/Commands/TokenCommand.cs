using System.CommandLine;
using System.Globalization;
using StreamPulse.Api.Security;
using StreamPulse.Cli.Output;

namespace StreamPulse.Cli.Commands;

/// <summary><c>token</c>: makes a token for the API, or the key that tokens are signed with.</summary>
internal static class TokenCommand
{
    private const int MostDays = 3650;

    private static readonly Option<string?> Scopes = new("--scopes") { Description = "What the token allows, separated by commas: read, ingest, acknowledge, admin (all of them)." };
    private static readonly Option<string?> Subject = new("--subject") { Description = "Whom the token is for. The name stands at alerts that are acknowledged with it, and call limits go by it." };
    private static readonly Option<int> Days = new("--days") { Description = "For how many days it is valid. It cannot be called back before, but by another key.", DefaultValueFactory = static _ => 30 };
    private static readonly Option<string?> NewKey = new("--new-key") { Description = "Make a random key in a new file that only its owner can read, for Auth:KeyFile; no token." };

    public static Command Create()
        => new Command("token", "Make a token for the API with the key of Auth:KeyFile. It is printed and kept nowhere.") { Scopes, Subject, Days, NewKey }.Run(RunAsync);

    private static Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        if (call.GetValue(NewKey) is { Length: > 0 } file)
            CreateKey(Terminal.Of(call), Path.GetFullPath(file));
        else
            Console.Out.WriteLine(CreateToken(call));
        return Task.FromResult(ExitCodes.Ok);
    }

    private static void CreateKey(Terminal terminal, string file)
    {
        TokenIssuer.CreateKey(file);
        terminal.Note($"{file} holds a new key. Turn authentication on with STREAMPULSE_Auth__Mode=Jwt STREAMPULSE_Auth__KeyFile={file}");
    }

    private static string CreateToken(ParseResult call)
    {
        var subject = call.GetValue(Subject);
        if (subject is not { Length: >= 1 and <= 100 })
            throw new UsageException("--subject is needed, 1 to 100 characters: whom the token is for.");
        var days = call.GetValue(Days);
        if (days is < 1 or > MostDays)
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--days is {days}; allowed are 1 to {MostDays}."));
        return TokenIssuer.Create(CommonOptions.Load(call).Auth, subject, ReadScopes(call), TimeSpan.FromDays(days), TimeProvider.System);
    }

    private static string[] ReadScopes(ParseResult call)
    {
        var scopes = (call.GetValue(Scopes) ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
        if (scopes.Length == 0 || scopes.Except(ApiScopes.All).Any())
            throw new UsageException($"--scopes is {string.Join(',', scopes)}; allowed are one or more of {string.Join(", ", ApiScopes.All)}.");
        return scopes;
    }
}
