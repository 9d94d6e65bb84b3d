// Written by scripts/registries.mjs from the files of this folder. Do not edit.
import apprise from './apprise.ts';
import discord from './discord.ts';
import email from './email.ts';
import gotify from './gotify.ts';
import mqtt from './mqtt.ts';
import ntfy from './ntfy.ts';
import ping from './ping.ts';
import pushover from './pushover.ts';
import slack from './slack.ts';
import telegram from './telegram.ts';
import webhook from './webhook.ts';

export const registry = [apprise, discord, email, gotify, mqtt, ntfy, ping, pushover, slack, telegram, webhook] as const;
