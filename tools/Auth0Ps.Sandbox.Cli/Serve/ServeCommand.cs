using System.CommandLine;
using System.Globalization;

namespace Auth0Ps.Sandbox.Cli.Serve;

/// <summary><c>serve</c>: runs a tenant until it is told to stop.</summary>
internal static class ServeCommand
{
    private static readonly Option<bool> Json = new("--json") { Description = "Print one JSON line when ready, with the address and the credentials." };

    private static readonly Option<int> Apps = Whole("--apps", "N", 25, 0, 100_000, "Number of applications to seed, 0 to 100000. Ignored when the state file exists.");

    private static readonly Option<bool> BrowserApps = new("--browser-apps") { Description = "Seed two applications for logins in a browser, and a user." };

    private static readonly Option<int[]> CallbackPorts = CallbackPortsOption();

    private static readonly Option<int> Port = Whole("--port", "PORT", 0, 0, 65_535, "Port on 127.0.0.1; 0 lets the system choose.");

    private static readonly Option<Uri?> PublicUrl = PublicUrlOption();

    private static readonly Option<bool> Tls = new("--tls") { Description = "Speak TLS, with a certificate made at the start; its file is printed." };

    private static readonly Option<string?> Certificate = File("--certificate", "Speak TLS with this certificate (PEM).");

    private static readonly Option<string?> CertificateKey = File("--certificate-key", "The certificate's private key (PEM, not encrypted), unless it is in the same file.");

    private static readonly Option<double> Latency = Number("--latency", "MS", 600_000, "Milliseconds that every answer takes.");

    private static readonly Option<double> PropagationDelay = Number("--propagation-delay", "S", 30, "Seconds that a changed secret takes to spread, 0 to 30, fractions allowed.");

    private static readonly Option<SecretAcceptance> Accept = AcceptanceOption();

    private static readonly Option<RateLimitProfile> RateLimit = RateLimitOption();

    private static readonly Option<string?> State = File("--state", "Keep everything in this file, so that a killed sandbox comes back with the same secrets.");

    private static readonly Option<string?> Log = File("--log", "Append one JSON line a request to this file; no secrets.");

    private static readonly Option<string?> Faults = File("--faults", "Scripted faults: a JSON array that is read again when the file changes.");

    private static readonly Option<double> LogDelay = Number("--log-delay", "S", 3600, "Seconds until an event shows in the tenant's log, 0 to 3600.");

    private static readonly Option<bool> RetryAfter = new("--retry-after") { Description = "Send Retry-After with every 429." };

    public static Command Create()
    {
        var command = new Command("serve", "Run a tenant until Ctrl+C or SIGTERM.")
        {
            Json, Apps, BrowserApps, CallbackPorts, Port, PublicUrl, Tls, Certificate, CertificateKey, Latency, RateLimit, PropagationDelay, Accept, State, Log, Faults, LogDelay, RetryAfter,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(CallbackPorts) is { Implicit: false } && !result.GetValue(BrowserApps))
                result.AddError("--callback-port needs --browser-apps: only its applications have callbacks on this machine.");
            if (result.GetResult(CertificateKey) is not null && result.GetResult(Certificate) is null)
                result.AddError("--certificate-key needs --certificate.");
            if (result.GetResult(Accept) is { Implicit: false } && result.GetValue(PropagationDelay) <= 0)
                result.AddError("--accept-during-propagation needs --propagation-delay: without it a change spreads at once.");
        });
        command.SetAction((parsed, cancellation) => ServeAction.RunAsync(Options(parsed), parsed.GetValue(Json), parsed.InvocationConfiguration, cancellation));
        return command;
    }

    private static SandboxOptions Options(ParseResult parsed) => new()
    {
        ApplicationCount = parsed.GetValue(Apps),
        BrowserApplications = parsed.GetValue(BrowserApps),
        CallbackPorts = parsed.GetValue(CallbackPorts) ?? [],
        Port = parsed.GetValue(Port),
        PublicUrl = parsed.GetValue(PublicUrl),
        Tls = parsed.GetValue(Tls),
        CertificateFile = parsed.GetValue(Certificate),
        CertificateKeyFile = parsed.GetValue(CertificateKey),
        Latency = TimeSpan.FromMilliseconds(parsed.GetValue(Latency)),
        RateLimit = parsed.GetValue(RateLimit)!,
        PropagationDelay = TimeSpan.FromSeconds(parsed.GetValue(PropagationDelay)),
        AcceptDuringPropagation = parsed.GetValue(Accept),
        StateFile = parsed.GetValue(State),
        LogFile = parsed.GetValue(Log),
        FaultsFile = parsed.GetValue(Faults),
        LogDelay = TimeSpan.FromSeconds(parsed.GetValue(LogDelay)),
        SendRetryAfter = parsed.GetValue(RetryAfter),
        ReportProblem = parsed.InvocationConfiguration.Error.WriteLine,
    };

    // Parsed here rather than by the library, whose messages name .NET types.
    private static Option<int> Whole(string name, string helpName, int standard, int minimum, int maximum, string description) => new(name)
    {
        Description = description,
        HelpName = helpName,
        DefaultValueFactory = _ => standard,
        CustomParser = argument =>
        {
            if (int.TryParse(argument.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= minimum && value <= maximum)
                return value;
            argument.AddError($"{name} must be a whole number from {minimum} to {maximum}, not '{argument.Tokens[0].Value}'.");
            return standard;
        },
    };

    private static Option<int[]> CallbackPortsOption() => new("--callback-port")
    {
        Description = "One more port for the callbacks of --browser-apps, besides 47813. May be repeated.",
        HelpName = "PORT",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = argument =>
        {
            var ports = new List<int>();
            foreach (var token in argument.Tokens)
            {
                if (int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65_535)
                    ports.Add(port);
                else
                    argument.AddError($"--callback-port must be a whole number from 1 to 65535, not '{token.Value}'.");
            }

            return [.. ports];
        },
    };

    private static Option<double> Number(string name, string helpName, double maximum, string description) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = argument =>
        {
            if (double.TryParse(argument.Tokens[0].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value <= maximum)
                return value;
            argument.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} must be a number from 0 to {maximum}, not '{argument.Tokens[0].Value}'."));
            return 0;
        },
    };

    private static Option<Uri?> PublicUrlOption() => new("--public-url")
    {
        Description = "The address by which clients reach the tenant, where a proxy is in front of it.",
        HelpName = "URL",
        CustomParser = argument =>
        {
            if (Uri.TryCreate(argument.Tokens[0].Value, UriKind.Absolute, out var address) && SandboxOptions.IsOrigin(address))
                return address;
            argument.AddError($"--public-url must be an http or https address without path, query and user, such as https://tenant.example.com, not '{argument.Tokens[0].Value}'.");
            return null;
        },
    };

    private static Option<SecretAcceptance> AcceptanceOption() => new("--accept-during-propagation")
    {
        Description = "Which secret is accepted while a change spreads: old (the default), new, both or alternating.",
        HelpName = "WHICH",
        DefaultValueFactory = _ => SecretAcceptance.Old,
        CustomParser = argument =>
        {
            var text = argument.Tokens[0].Value;
            if (text.All(char.IsAsciiLetter) && Enum.TryParse<SecretAcceptance>(text, ignoreCase: true, out var acceptance))
                return acceptance;
            argument.AddError($"--accept-during-propagation must be old, new, both or alternating, not '{text}'.");
            return SecretAcceptance.Old;
        },
    };

    private static Option<RateLimitProfile> RateLimitOption() => new("--rate-limit")
    {
        Description = "none, free, pro, enterprise (the default), or a number of requests a second.",
        HelpName = "PROFILE",
        DefaultValueFactory = _ => RateLimitProfile.Enterprise,
        CustomParser = argument =>
        {
            try
            {
                return RateLimitProfile.Parse(argument.Tokens[0].Value);
            }
            catch (FormatException problem)
            {
                argument.AddError("--rate-limit: " + problem.Message);
                return RateLimitProfile.Enterprise;
            }
        },
    };

    private static Option<string?> File(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "FILE" };
        option.Validators.Add(result =>
        {
            if (string.IsNullOrWhiteSpace(result.GetValueOrDefault<string?>()))
                result.AddError($"{name} needs the path of a file.");
        });
        return option;
    }
}
